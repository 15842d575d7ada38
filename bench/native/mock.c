/*
 * The fake upstream of the load bench: an HTTP/1.1 server in one thread on epoll that speaks as OpenAI, Anthropic or
 * Gemini do, cheap enough that it is never what is measured (target: 6 us of CPU per call).
 *
 * Which answer a call gets is written in its body (see script.h), because a body reaches the upstream unchanged through
 * any gateway and any nginx, which cannot be said of headers and paths; where a gateway translates the body, the words
 * of the first message at least. Everything else about the request is ignored.
 *
 *     mock --port PORT        listens on 127.0.0.1, prints "ready", and on SIGTERM prints what it served.
 */
#include "chunked.h"
#include "script.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#define MAX_HEAD 32768
#define MAX_STASH (1 << 20)
#define PREFIX 512
#define BATCH 512

enum phase { IN_HEAD, IN_SIZED_BODY, IN_CHUNKED_BODY, ANSWERING };

struct conn {
    int fd;
    enum phase phase;
    unsigned char closing, wants_out, dead, timed;
    struct chunked chunked;
    uint64_t left;            /* of a body with a content-length */
    char prefix[PREFIX];      /* the first bytes of the body: the wish is in there */
    size_t prefix_length;
    char *stash;              /* input that cannot be used yet: part of a head, or a pipelined request */
    size_t stash_length;
    const struct script *script;
    size_t sent, limit, step; /* bytes sent; bytes that are due; writes that are due */
    uint64_t due_ns, interval_ns;
    struct conn *before, *after; /* in the queue of streams, by due time */
};

static int epoll_fd;
static struct conn *queue_first, *queue_last;
static struct conn *graveyard; /* closed in this batch of events, freed after it */
static unsigned long connections, calls;
static volatile sig_atomic_t stopping;
static char input[1 << 18];

static uint64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* The queue is kept sorted from its end, which costs nothing as long as streams share one interval. */
static void queue_add(struct conn *c) {
    struct conn *place = queue_last;
    while (place && place->due_ns > c->due_ns) place = place->before;
    c->before = place;
    c->after = place ? place->after : queue_first;
    if (c->after) c->after->before = c; else queue_last = c;
    if (place) place->after = c; else queue_first = c;
    c->timed = 1;
}

static void queue_remove(struct conn *c) {
    if (!c->timed) return;
    if (c->before) c->before->after = c->after; else queue_first = c->after;
    if (c->after) c->after->before = c->before; else queue_last = c->before;
    c->timed = 0;
}

static void conn_close(struct conn *c) {
    if (c->dead) return;
    queue_remove(c);
    close(c->fd);
    c->dead = 1;
    c->after = graveyard;
    graveyard = c;
}

static void watch(struct conn *c, int out) {
    if (c->wants_out == out) return;
    c->wants_out = (unsigned char)out;
    struct epoll_event event = {.events = EPOLLIN | (out ? EPOLLOUT : 0), .data.ptr = c};
    epoll_ctl(epoll_fd, EPOLL_CTL_MOD, c->fd, &event);
}

/* Sends what is due. Returns 1 when the whole answer is out, 0 when not yet, -1 when the connection is gone. */
static int flush(struct conn *c) {
    while (c->sent < c->limit) {
        ssize_t n = send(c->fd, c->script->bytes + c->sent, c->limit - c->sent, MSG_NOSIGNAL);
        if (n < 0 && errno == EAGAIN) {
            watch(c, 1);
            return 0;
        }
        if (n <= 0) {
            conn_close(c);
            return -1;
        }
        c->sent += (size_t)n;
    }
    watch(c, 0);
    return c->step == c->script->writes && !c->script->holds;
}

/* The request is complete: begins the answer. Returns as flush does. */
static int answer(struct conn *c) {
    struct wish wish = wish_read(c->prefix, c->prefix_length);
    c->script = script_for(wish);
    if (!c->script) {
        conn_close(c);
        return -1;
    }
    calls++;
    c->phase = ANSWERING;
    c->sent = 0;
    c->step = wish.interval_us ? 1 : c->script->writes;
    c->limit = c->script->cuts[c->step - 1];
    if (c->step < c->script->writes) {
        c->interval_ns = wish.interval_us * 1000;
        c->due_ns = now_ns() + c->interval_ns;
        queue_add(c);
    }
    return flush(c);
}

static void expect_request(struct conn *c) {
    c->phase = IN_HEAD;
    c->prefix_length = 0;
}

static int header_is(const char *line, size_t length, const char *name, size_t name_length) {
    return length > name_length && strncasecmp(line, name, name_length) == 0;
}

/* Reads the framing of a request out of its head; 0 when it makes no sense. */
static int read_head(struct conn *c, const char *head, size_t length) {
    c->left = 0;
    c->phase = IN_SIZED_BODY;
    const char *end = head + length;
    const char *line = memchr(head, '\n', length);
    while (line && ++line < end) {
        const char *next = memchr(line, '\n', (size_t)(end - line));
        size_t size = (size_t)((next ? next : end) - line);
        if (header_is(line, size, "content-length:", 15)) {
            char *stop;
            c->left = strtoull(line + 15, &stop, 10);
            if (*stop != '\r' && *stop != ' ') return 0;
        } else if (header_is(line, size, "transfer-encoding:", 18)) {
            if (!memmem(line, size, "chunked", 7)) return 0;
            c->phase = IN_CHUNKED_BODY;
            chunked_begin(&c->chunked);
        } else if (header_is(line, size, "connection:", 11)) {
            if (memmem(line, size, "close", 5)) c->closing = 1;
        }
        line = next;
    }
    return 1;
}

static void keep_prefix(struct conn *c, const char *data, size_t size) {
    size_t room = PREFIX - c->prefix_length;
    size_t take = size < room ? size : room;
    memcpy(c->prefix + c->prefix_length, data, take);
    c->prefix_length += take;
}

/* Takes what it can of a body; 1 when the body is complete, 0 when more is needed, -1 when it is malformed. */
static int take_body(struct conn *c, const char **cursor, const char *end) {
    if (c->phase == IN_SIZED_BODY) {
        size_t here = (size_t)(end - *cursor);
        size_t take = here < c->left ? here : (size_t)c->left;
        keep_prefix(c, *cursor, take);
        *cursor += take;
        c->left -= take;
        return c->left == 0;
    }
    const char *data;
    size_t size;
    enum chunked_step step;
    while ((step = chunked_next(&c->chunked, cursor, end, &data, &size)) == CHUNKED_DATA) keep_prefix(c, data, size);
    return step == CHUNKED_END ? 1 : step == CHUNKED_MORE ? 0 : -1;
}

static int stash(struct conn *c, const char *data, size_t size) {
    if (size == 0) return 1;
    if (c->stash_length + size > MAX_STASH) return 0;
    char *grown = realloc(c->stash, c->stash_length + size);
    if (!grown) return 0;
    memmove(grown + c->stash_length, data, size);
    c->stash = grown;
    c->stash_length += size;
    return 1;
}

/*
 * Goes through input that begins where the connection stands: requests one after another, each answered before the
 * next is looked at. What cannot be used yet is stashed.
 */
static void advance(struct conn *c, const char *cursor, const char *end) {
    while (cursor < end && !c->dead) {
        if (c->phase == ANSWERING) break;
        if (c->phase == IN_HEAD) {
            const char *stop = memmem(cursor, (size_t)(end - cursor), "\r\n\r\n", 4);
            if (!stop) {
                if (end - cursor > MAX_HEAD) conn_close(c);
                break;
            }
            if (!read_head(c, cursor, (size_t)(stop + 2 - cursor))) {
                conn_close(c);
                return;
            }
            cursor = stop + 4;
        }
        int whole = take_body(c, &cursor, end);
        if (whole < 0) conn_close(c);
        if (whole <= 0) continue;
        int done = answer(c);
        if (done < 0) return;
        if (done == 0) break;
        if (c->closing) {
            conn_close(c);
            return;
        }
        expect_request(c);
    }
    if (!c->dead && !stash(c, cursor, (size_t)(end - cursor))) conn_close(c);
}

/* The answer is out: the connection is free for the next request, which may be here already. */
static void answered(struct conn *c) {
    queue_remove(c);
    if (c->closing) {
        conn_close(c);
        return;
    }
    expect_request(c);
    if (c->stash_length == 0) return;
    char *held = c->stash;
    size_t length = c->stash_length;
    c->stash = NULL;
    c->stash_length = 0;
    advance(c, held, held + length);
    free(held);
}

static void readable(struct conn *c) {
    ssize_t n = recv(c->fd, input, sizeof input, 0);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) {
        conn_close(c);
        return;
    }
    if (c->phase == ANSWERING) {
        if (!stash(c, input, (size_t)n)) conn_close(c);
        return;
    }
    if (c->stash_length == 0) {
        advance(c, input, input + n);
        return;
    }
    if (!stash(c, input, (size_t)n)) {
        conn_close(c);
        return;
    }
    char *held = c->stash;
    size_t length = c->stash_length;
    c->stash = NULL;
    c->stash_length = 0;
    advance(c, held, held + length);
    free(held);
}

static void accept_all(int listener) {
    for (;;) {
        int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) return;
        int one = 1;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        struct conn *c = calloc(1, sizeof *c);
        if (!c) abort();
        c->fd = fd;
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
        epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event);
        connections++;
    }
}

/* Sends the events that are due. A stream that fell behind catches up in one write. */
static void run_due(void) {
    uint64_t now = now_ns();
    while (queue_first && queue_first->due_ns <= now) {
        struct conn *c = queue_first;
        queue_remove(c);
        c->step++;
        c->limit = c->script->cuts[c->step - 1];
        c->due_ns += c->interval_ns;
        if (c->step < c->script->writes) queue_add(c);
        if (!c->wants_out && flush(c) == 1) answered(c);
    }
}

static void bury(void) {
    while (graveyard) {
        struct conn *c = graveyard;
        graveyard = c->after;
        free(c->stash);
        free(c);
    }
}

static void serve(int listener) {
    struct epoll_event events[BATCH];
    while (!stopping) {
        struct timespec wait = {.tv_sec = 1};
        if (queue_first) {
            uint64_t now = now_ns();
            uint64_t ns = queue_first->due_ns > now ? queue_first->due_ns - now : 0;
            wait = (struct timespec){.tv_sec = (time_t)(ns / 1000000000u), .tv_nsec = (long)(ns % 1000000000u)};
        }
        int count = epoll_pwait2(epoll_fd, events, BATCH, &wait, NULL);
        for (int i = 0; i < count; i++) {
            struct conn *c = events[i].data.ptr;
            if (!c) {
                accept_all(listener);
                continue;
            }
            if (!c->dead && (events[i].events & EPOLLOUT) && c->phase == ANSWERING && flush(c) == 1) answered(c);
            if (!c->dead && (events[i].events & ~(uint32_t)EPOLLOUT)) readable(c);
        }
        run_due();
        bury();
    }
}

static int listen_on(int port) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    int one = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (bind(fd, (struct sockaddr *)&address, sizeof address) < 0 || listen(fd, 4096) < 0) {
        perror("mock: listen");
        exit(1);
    }
    return fd;
}

static void on_stop(int signal) {
    (void)signal;
    stopping = 1;
}

int main(int argc, char **argv) {
    if (argc != 3 || strcmp(argv[1], "--port") != 0) {
        fprintf(stderr, "usage: mock --port PORT\n");
        return 2;
    }
    struct sigaction action = {.sa_handler = on_stop};
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    prctl(PR_SET_TIMERSLACK, 1000UL); /* events on time to the microsecond, not to the default 50 */
    int listener = listen_on(atoi(argv[2]));
    epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    epoll_ctl(epoll_fd, EPOLL_CTL_ADD, listener, &event);
    printf("ready\n");
    fflush(stdout);
    serve(listener);
    printf("{\"connections\":%lu,\"calls\":%lu}\n", connections, calls);
    return 0;
}
