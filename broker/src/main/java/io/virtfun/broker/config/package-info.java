/**
 * What the operator configures: immutable records, checked in their constructors and read from one
 * YAML file.
 */
@NullMarked
package io.virtfun.broker.config;

import org.jspecify.annotations.NullMarked;
