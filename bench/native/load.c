/*
 * The load generator of the load bench. Checks every answer, byte for byte, against what the mock answers directly or,
 * where a gateway translates, against an answer of that gateway which has been checked before.
 *
 *     load closed  --target PORT --connections C --seconds T [--warm W] [--request BYTES] [--reply BYTES] [--pid PID]
 *     load paced   --target PORT --connections C --seconds T --rate PER_SECOND ...
 *     load streams --target PORT --connections S --events N --interval-us D --rounds R [--pid PID]
 *     load hold    --target PORT          then "N" lines on standard input: have N silent streams open
 *     load serial  --target PORT --target PORT ... --rounds N
 *     load first   --target PORT --seconds LIMIT
 *     load answer  --target PORT [--request BYTES] [--reply BYTES]        prints the body of one answer
 *     load stream  --target PORT --events N                              prints the body of one stream, sent at once
 *
 * Always: --mock PORT (where the expected body is learnt) and --key KEY (the bearer token). With --vendor anthropic or
 * --vendor gemini the mock answers as that vendor does; --expect DIRECTORY then holds what must come back translated, in
 * files named by wish ("anthropic:1024:", "anthropic-sse:500:0:").
 */
#include "load.h"

#include "client.h"

#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

static const struct option long_options[] = {
    {"target", required_argument, NULL, 't'},  {"mock", required_argument, NULL, 'm'},
    {"key", required_argument, NULL, 'k'},     {"connections", required_argument, NULL, 'c'},
    {"seconds", required_argument, NULL, 's'}, {"warm", required_argument, NULL, 'w'},
    {"rate", required_argument, NULL, 'r'},    {"rounds", required_argument, NULL, 'n'},
    {"request", required_argument, NULL, 'q'}, {"reply", required_argument, NULL, 'a'},
    {"events", required_argument, NULL, 'e'},  {"interval-us", required_argument, NULL, 'i'},
    {"pid", required_argument, NULL, 'p'},     {"vendor", required_argument, NULL, 'v'},
    {"expect", required_argument, NULL, 'x'},  {NULL, 0, NULL, 0},
};

static struct options read_options(int argc, char **argv) {
    struct options o = {.connections = 1, .rounds = 1, .seconds = 3, .rate = 500, .request_bytes = 1024,
                        .reply_bytes = 1024, .events = 50, .interval_us = 5000, .key = "bench-key"};
    int c;
    while ((c = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
        switch (c) {
        case 't':
            if (o.target_count == MAX_TARGETS) fail("too many targets");
            o.targets[o.target_count++] = atoi(optarg);
            break;
        case 'm': o.mock = atoi(optarg); break;
        case 'k': o.key = optarg; break;
        case 'c': o.connections = atoi(optarg); break;
        case 's': o.seconds = atof(optarg); break;
        case 'w': o.warm = atof(optarg); break;
        case 'r': o.rate = atof(optarg); break;
        case 'n': o.rounds = atoi(optarg); break;
        case 'q': o.request_bytes = strtoul(optarg, NULL, 10); break;
        case 'a': o.reply_bytes = strtoul(optarg, NULL, 10); break;
        case 'e': o.events = strtoul(optarg, NULL, 10); break;
        case 'i': o.interval_us = strtoul(optarg, NULL, 10); break;
        case 'p': o.pid = (pid_t)atoi(optarg); break;
        case 'v': o.vendor = optarg; break;
        case 'x': o.expect = optarg; break;
        default: exit(2);
        }
    }
    if (o.target_count == 0 || o.mock == 0) fail("--target and --mock are needed");
    if (o.connections < 1 || o.rounds < 1 || o.rate <= 0) fail("--connections, --rounds and --rate must be positive");
    return o;
}

int main(int argc, char **argv) {
    static const struct {
        const char *name;
        int (*run)(const struct options *);
    } modes[] = {{"closed", run_closed}, {"paced", run_paced},   {"streams", run_streams},
                 {"hold", run_hold},     {"serial", run_serial}, {"first", run_first},
                 {"answer", run_answer}, {"stream", run_stream}};
    signal(SIGPIPE, SIG_IGN);
    prctl(PR_SET_TIMERSLACK, 1000UL);
    for (size_t i = 0; argc > 1 && i < sizeof modes / sizeof *modes; i++) {
        if (strcmp(argv[1], modes[i].name) == 0) {
            struct options o = read_options(argc - 1, argv + 1);
            return modes[i].run(&o);
        }
    }
    fprintf(stderr, "usage: load closed|paced|streams|hold|serial|first|answer|stream --target PORT --mock PORT ...  (see load.c)\n");
    return 2;
}
