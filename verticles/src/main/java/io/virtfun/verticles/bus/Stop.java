package io.virtfun.verticles.bus;

/**
 * A lane's message to a device that one of its calls is to stop; at most one per call. It may come
 * late, when the object stands for another call, which its ticket tells apart.
 *
 * @param ticket {@link Call#ticket()} of the call that is meant
 */
public record Stop(Call call, long ticket) {}
