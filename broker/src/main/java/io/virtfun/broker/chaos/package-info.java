/** Chaos: a broker and guests as processes of their own, to which a seed does whatever it likes. */
@NullMarked
package io.virtfun.broker.chaos;

import org.jspecify.annotations.NullMarked;
