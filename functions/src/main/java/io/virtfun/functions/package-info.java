/**
 * How a vFunction is described: its name, parameters and size rules as data that guest, broker and
 * drivers share. Adding a function adds a {@link io.virtfun.functions.FunctionSpec}; no code here
 * changes.
 */
@NullMarked
package io.virtfun.functions;

import org.jspecify.annotations.NullMarked;
