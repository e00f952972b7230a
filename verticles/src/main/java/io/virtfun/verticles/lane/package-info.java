/**
 * A lane as the host serves it: takes entries, checks them, tracks calls until they end, answers.
 * Pure logic over shared memory: no Vert.x, time passed in.
 */
@NullMarked
package io.virtfun.verticles.lane;

import org.jspecify.annotations.NullMarked;
