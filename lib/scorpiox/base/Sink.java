package scorpiox.base;

/// Where the events of a stream go, in order and from one thread.
///
/// `pause` is called when the producer is about to wait for more input. A consumer that buffers writes out what it
/// has there: a stream that arrives in bursts then costs one write a burst, and none of it is ever late.
@FunctionalInterface
public interface Sink<E> {
    void event(E event);

    default void pause() {}
}
