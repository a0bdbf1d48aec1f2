import Glibc

/// The processor's time of this thread, which does not grow while others have the processor.
enum ThreadTime {
    /// What it used since it began; see clock_gettime(2), CLOCK_THREAD_CPUTIME_ID.
    static var now: Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
