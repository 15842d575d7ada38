/* The modes of the load generator; load.c reads the options, each mode prints one line of JSON. */
#ifndef BENCH_LOAD_H
#define BENCH_LOAD_H

#include <stddef.h>
#include <sys/types.h>

#define MAX_TARGETS 8

struct options {
    int targets[MAX_TARGETS]; /* ports on 127.0.0.1 */
    int target_count;
    int mock;                 /* port of the mock, asked once for the body that must come back */
    int connections, rounds;
    double seconds, warm, rate;
    size_t request_bytes;
    unsigned long reply_bytes, events, interval_us;
    pid_t pid; /* whose CPU time is taken over the measured span; 0 = nobody's */
    const char *key;
    const char *vendor; /* in whose wire format the mock answers; NULL = OpenAI's */
    const char *expect; /* directory with the bodies that must come back, by wish; NULL = what the mock says */
};

int run_closed(const struct options *o);  /* c connections, each asking again as soon as it is answered */
int run_paced(const struct options *o);   /* calls at a fixed rate; latency counts from when a call was due */
int run_streams(const struct options *o); /* c connections, each reading `rounds` event streams */
int run_hold(const struct options *o);    /* opens silent streams on command from standard input */
int run_serial(const struct options *o);  /* one call at a time, to every target in turn; paired differences */
int run_first(const struct options *o);   /* asks until the first right answer and prints when it came */
int run_answer(const struct options *o);  /* asks once for JSON and prints the body as it came */
int run_stream(const struct options *o);  /* the same for a stream of events */

#endif
