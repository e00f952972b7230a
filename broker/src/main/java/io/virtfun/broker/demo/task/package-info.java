/**
 * What the demo asks of each function: inputs, and answers found without the code of any device.
 */
@NullMarked
package io.virtfun.broker.demo.task;

import org.jspecify.annotations.NullMarked;
