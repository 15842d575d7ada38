package dev.sluice.store;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connection to a Redis. Connects when there is something to say; never waits longer than half
 * a second for an answer.
 */
final class RedisLine implements AutoCloseable {
    static final Duration TIMEOUT = Duration.ofMillis(500);
    private final RedisClient client;
    private final RedisURI uri;
    private volatile @Nullable CompletableFuture<StatefulRedisConnection<String, String>> made;

    /**
     * Does not connect yet.
     *
     * @throws IllegalArgumentException when it is no address of a Redis; without the address, which
     *     may hold a password
     */
    RedisLine(String address) {
        try {
            uri = RedisURI.create(address);
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException("expected redis://HOST:PORT or rediss://HOST:PORT");
        }
        uri.setTimeout(TIMEOUT);
        client = RedisClient.create();
        client.setOptions(
                ClientOptions.builder()
                        .autoReconnect(false) // the next script does
                        .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                        .timeoutOptions(TimeoutOptions.enabled(TIMEOUT))
                        .socketOptions(SocketOptions.builder().connectTimeout(TIMEOUT).build())
                        .build());
    }

    /** Runs a script. Fails with a {@link RedisException} when there is no answer. */
    CompletableFuture<List<Long>> run(RedisScript script, String key, String... arguments) {
        return connection()
                .thenCompose(to -> run(to.async(), script, new String[] {key}, arguments));
    }

    private static CompletableFuture<List<Long>> run(
            RedisAsyncCommands<String, String> redis,
            RedisScript script,
            String[] keys,
            String[] arguments) {
        return redis.<List<Long>>evalsha(script.digest(), ScriptOutputType.MULTI, keys, arguments)
                .toCompletableFuture()
                .exceptionallyCompose(e ->
                        cause(e) instanceof RedisNoScriptException
                                ? redis.<List<Long>>eval(
                                                script.source(),
                                                ScriptOutputType.MULTI,
                                                keys,
                                                arguments)
                                        .toCompletableFuture()
                                : CompletableFuture.failedFuture(e));
    }

    /** Returns what a future failed of. */
    static Throwable cause(Throwable e) {
        return e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
    }

    private synchronized CompletableFuture<StatefulRedisConnection<String, String>> connection() {
        var last = made;
        if (last == null || isOver(last)) {
            last = client.connectAsync(StringCodec.UTF8, uri).toCompletableFuture();
            made = last;
        }
        return last;
    }

    private static boolean isOver(CompletableFuture<StatefulRedisConnection<String, String>> last) {
        return last.isCompletedExceptionally() || (last.isDone() && !last.join().isOpen());
    }

    /** Leaves a connection that does not answer; the next script gets a new one. */
    synchronized void drop() {
        var last = made;
        made = null;
        if (last != null) {
            var _ = last.thenCompose(StatefulRedisConnection::closeAsync);
        }
    }

    @Override
    public void close() {
        client.shutdown(0, TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }
}
