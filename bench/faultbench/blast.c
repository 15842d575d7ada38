/*
 * A client for thousands of calls a second: one loop over plain sockets, cheap enough that what it measures is neither its
 * own slowness nor that of the fakes beside it.
 *
 *     blast PORT TOKEN CONNECTIONS NAME:RATE:SECONDS...
 *
 * Offers the phases one after the other, open loop, and prints a JSON list: for each phase its name, begin, end (of the
 * monotonic clock, seconds), the calls sent, those that were not offered because all connections were taken, the lateness of
 * the sending, and the answers as [what, sent at, seconds, retry-after?]. `what` is a status, "right" for the right answer, or
 * a word for what is not an answer.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MOST_DATA = 16384, MOST_PHASES = 16, AT_ONCE = 256 };

static const double PATIENCE = 10; /* seconds for the answers that are missing at the end */

struct answer {
    char what[20];
    double sent, took;
    bool retry;
};

struct phase {
    const char *name;
    double rate, seconds, began, ended;
    long sent, not_offered;
    double *lateness;
    struct answer *answers;
    long answered, room;
};

struct connection {
    int fd;
    struct phase *phase; /* of the call under way, or null */
    double sent;
    long number;
    size_t length;
    char data[MOST_DATA + 1];
};

static struct connection **idle, *connections;
static int idle_count, poll_fd, port, under_way;
static long last_number;
static const char *token;

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void die(const char *what) {
    perror(what);
    exit(1);
}

/* Opens a connection; false when that fails, and there is one fewer from here on. */
static bool open_connection(struct connection *c) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    int on = 1;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    c->phase = NULL;
    if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&to, sizeof to) != 0) {
        if (c->fd >= 0) close(c->fd);
        c->fd = -1;
        return false;
    }
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
    if (epoll_ctl(poll_fd, EPOLL_CTL_ADD, c->fd, &event) != 0) die("epoll_ctl");
    idle[idle_count++] = c;
    return true;
}

static void replace(struct connection *c) {
    close(c->fd);
    open_connection(c);
}

static void finish(struct connection *c, const char *what, bool retry) {
    struct phase *p = c->phase;
    if (p->answered == p->room) {
        p->room = p->room ? 2 * p->room : 4096;
        p->answers = realloc(p->answers, (size_t)p->room * sizeof *p->answers);
        if (!p->answers) die("realloc");
    }
    struct answer *a = &p->answers[p->answered++];
    snprintf(a->what, sizeof a->what, "%s", what);
    a->sent = c->sent;
    a->took = now() - c->sent;
    a->retry = retry;
    c->phase = NULL;
    under_way--;
}

static void offer(struct phase *p, double due) {
    if (idle_count == 0) {
        p->not_offered++;
        return;
    }
    struct connection *c = idle[--idle_count];
    char body[256], request[1024];
    c->number = ++last_number;
    c->length = 0;
    c->phase = p;
    int size = snprintf(body, sizeof body,
                        "{\"model\":\"any\",\"stream\":false,\"messages\":[{\"role\":\"user\",\"content\":\"tag:%08ld\"}]}",
                        c->number);
    int length = snprintf(request, sizeof request,
                          "POST /v1/chat/completions HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer %s\r\n"
                          "content-type: application/json\r\ncontent-length: %d\r\n\r\n%s",
                          token, size, body);
    c->sent = now();
    p->lateness[p->sent++] = c->sent - due;
    under_way++;
    if (send(c->fd, request, (size_t)length, MSG_NOSIGNAL) != length) {
        finish(c, "not sent", false);
        replace(c);
    }
}

/* Looks at what has come of an answer; it is over, or more is to come. */
static void judge(struct connection *c) {
    c->data[c->length] = 0;
    char *head = strstr(c->data, "\r\n\r\n");
    if (!head) return;
    char *declared = strcasestr(c->data, "\r\ncontent-length:");
    if (!declared || declared > head) {
        finish(c, "without a length", false);
        replace(c);
        return;
    }
    size_t whole = (size_t)(head + 4 - c->data) + strtoul(declared + 17, NULL, 10);
    if (c->length < whole && c->length < MOST_DATA) return;
    char what[20], mark[64];
    snprintf(what, sizeof what, "%.3s", c->data + 9);
    if (strcmp(what, "200") == 0) {
        snprintf(mark, sizeof mark, "<%08ld:0><%08ld:1>", c->number, c->number);
        snprintf(what, sizeof what, "%s", strstr(head, mark) ? "right" : "another's answer");
    }
    *head = 0;
    bool retry = strcasestr(c->data, "\r\nretry-after:") != NULL;
    bool last = strcasestr(c->data, "\r\nconnection: close") != NULL;
    finish(c, what, retry);
    if (last) {
        replace(c);
    } else {
        idle[idle_count++] = c;
    }
}

static void take(struct connection *c) {
    ssize_t got = recv(c->fd, c->data + c->length, MOST_DATA - c->length, MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (got > 0) {
        c->length += (size_t)got;
        if (c->phase) judge(c);
        return;
    }
    if (c->phase) {
        finish(c, "closed", false);
    } else {
        for (int i = 0; i < idle_count; i++) {
            if (idle[i] == c) idle[i--] = idle[--idle_count];
        }
    }
    replace(c);
}

static void read_for(double seconds) {
    struct epoll_event events[AT_ONCE];
    struct timespec t = {.tv_sec = (time_t)seconds, .tv_nsec = (long)((seconds - (double)(time_t)seconds) * 1e9)};
    int count = epoll_pwait2(poll_fd, events, AT_ONCE, &t, NULL);
    for (int i = 0; i < count; i++) take(events[i].data.ptr);
}

static void run(struct phase *p) {
    double step = 1 / p->rate;
    p->began = now();
    p->lateness = calloc((size_t)(p->rate * p->seconds) + 16, sizeof *p->lateness);
    if (!p->lateness) die("calloc");
    double due = p->began, end = p->began + p->seconds;
    while (due < end) {
        double at = now();
        for (; due <= at && due < end; due += step) offer(p, due);
        double left = due - now();
        read_for(left > 0 ? left : 0);
    }
    p->ended = now();
}

static void print(const struct phase *p, bool first) {
    printf("%s{\"name\":\"%s\",\"began\":%.6f,\"ended\":%.6f,\"sent\":%ld,\"not_offered\":%ld,\"lateness\":[",
           first ? "[" : ",", p->name, p->began, p->ended, p->sent, p->not_offered);
    for (long i = 0; i < p->sent; i++) printf("%s%.6f", i ? "," : "", p->lateness[i]);
    printf("],\"answers\":[");
    for (long i = 0; i < p->answered; i++) {
        const struct answer *a = &p->answers[i];
        printf("%s[\"%s\",%.6f,%.6f,%s]", i ? "," : "", a->what, a->sent, a->took, a->retry ? "true" : "false");
    }
    printf("]}");
}

int main(int argc, char **argv) {
    static struct phase phases[MOST_PHASES];
    if (argc < 5 || argc - 4 > MOST_PHASES) {
        fprintf(stderr, "usage: blast PORT TOKEN CONNECTIONS NAME:RATE:SECONDS...\n");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    port = atoi(argv[1]);
    token = argv[2];
    int count = atoi(argv[3]);
    idle = calloc((size_t)count, sizeof *idle);
    connections = calloc((size_t)count, sizeof *connections);
    poll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (!idle || !connections || poll_fd < 0) die("blast");
    for (int i = 0; i < count; i++) {
        if (!open_connection(&connections[i])) die("connect");
    }
    for (int i = 4; i < argc; i++) {
        struct phase *p = &phases[i - 4];
        p->name = strtok(argv[i], ":");
        p->rate = atof(strtok(NULL, ":"));
        p->seconds = atof(strtok(NULL, ":"));
        run(p);
    }
    for (double end = now() + PATIENCE; under_way > 0 && now() < end;) read_for(0.01);
    for (int i = 0; i < count; i++) {
        if (connections[i].phase) finish(&connections[i], "unanswered", false);
    }
    for (int i = 0; i < argc - 4; i++) print(&phases[i], i == 0);
    printf("]\n");
    return 0;
}
