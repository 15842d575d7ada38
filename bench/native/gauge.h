/* What is read off: a latency histogram and the CPU time of another process. */
#ifndef BENCH_GAUGE_H
#define BENCH_GAUGE_H

#include <stdint.h>
#include <sys/types.h>

/*
 * A log-linear histogram of nanoseconds in the manner of HdrHistogram: 64 steps per power of two, so that a value is
 * known to within 0.8 %, at any size, in a fixed array.
 */
#define HISTOGRAM_BITS 7
struct histogram {
    uint64_t counts[(64 - HISTOGRAM_BITS) << HISTOGRAM_BITS];
    uint64_t total, largest;
};

void histogram_add(struct histogram *h, uint64_t ns);
double histogram_us(const struct histogram *h, double quantile);

/* CPU time of all threads of a process, from /proc/PID/task/TID/schedstat, at one moment. */
struct cpu_sample {
    int count;
    pid_t tids[1024];
    uint64_t ran_ns[1024], waited_ns[1024];
    uint64_t clock_ns; /* the kernel's own sum, threads that have ended included: the cross-check */
};

void cpu_read(struct cpu_sample *sample, pid_t pid);

/*
 * CPU time spent between two samples. A thread that began in between counts from zero; of one that ended, what it ran
 * since the first sample is lost here (and is in `clock_ns`).
 */
struct cpu_spent {
    double ran_us, waited_us, clock_us;
    int threads;
};

struct cpu_spent cpu_between(const struct cpu_sample *before, const struct cpu_sample *after);

#endif
