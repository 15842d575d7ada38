package dev.sluice.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What Redis does in one step. Each script touches one key. Times are those of Redis, so that nodes
 * need not agree on one; numbers are exact up to 2^53.
 *
 * <p>A node is granted what it wants, but of what is left no more than a slice or its equal share.
 */
enum RedisScript {
    /**
     * A limit per minute. The key holds the time, in microseconds, at which all that was taken will
     * be renewed. Arguments: amount, debt, want, nodes. Answers: granted, left, microseconds until
     * a unit is renewed.
     */
    RATE(
            """
            local amount, debt, want, nodes = \
              tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
            local time = redis.call('TIME')
            local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
            local unit = 60000000 / amount
            local at = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now)
            at = math.max(at + debt * unit, now)
            local free = math.floor((60000000 - (at - now)) / unit + 0.001)
            local fair = math.max(1, math.floor(amount / 20), math.floor(free / nodes))
            local granted = math.max(0, math.min(want, free, fair))
            at = at + granted * unit
            redis.call('SET', KEYS[1], string.format('%.2f', at), \
              'PX', math.ceil((at - now) / 1000) + 60000)
            return {granted, free - granted, math.max(0, math.ceil(at + unit - now - 60000000))}
            """),

    /**
     * Calls under way at once. A hash: node to places and until when it has them, in milliseconds.
     * Arguments: amount, node, used, want, nodes, for how many milliseconds. Answers: places of
     * this node, places left, 0.
     */
    PARALLEL(
            """
            local amount, node, used, want, nodes, life = tonumber(ARGV[1]), ARGV[2], \
              tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
            local time = redis.call('TIME')
            local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
            local free = amount
            local all = redis.call('HGETALL', KEYS[1])
            for i = 1, #all, 2 do
              local places, ends = string.match(all[i + 1], '(%d+) (%d+)')
              if tonumber(ends) < now then
                redis.call('HDEL', KEYS[1], all[i])
              elseif all[i] ~= node then
                free = free - tonumber(places)
              end
            end
            local fair = used + math.max(1, math.floor(amount / 20), \
              math.floor((free - used) / nodes))
            local granted = math.max(used, math.min(want, free, fair))
            if granted > 0 then
              redis.call('HSET', KEYS[1], node, string.format('%.0f %.0f', granted, now + life))
              redis.call('PEXPIRE', KEYS[1], life)
            else
              redis.call('HDEL', KEYS[1], node)
            end
            return {granted, free - granted, 0}
            """),

    /**
     * A budget's window. A hash: {@code charged}, {@code life}, {@code made}, a time in
     * milliseconds, and for each node the number of its last question, what it was granted and
     * which debt was counted, so that a repeated question is answered, not granted twice. A node
     * that knew another counter is granted nothing at first: others may still have to say what they
     * hold. Arguments: amount, node, number, debt, back, want, holds, life, nodes, seed or "", a
     * life for a new counter, for how many milliseconds, since how many milliseconds. Answers:
     * granted, left, life, debt; or nothing when there is no counter and no seed.
     */
    SPEND(
            """
            local amount, node, number, debt, back, want, holds = tonumber(ARGV[1]), ARGV[2], \
              ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
            local key = KEYS[1]
            local charged = redis.call('HGET', key, 'charged')
            local life = redis.call('HGET', key, 'life')
            local time = redis.call('TIME')
            local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
            if not charged then
              if ARGV[10] == '' then return {} end
              life = ARGV[11]
              redis.call('HSET', key, 'life', life, 'made', string.format('%.0f', now))
              charged = tonumber(ARGV[10]) + holds
              if ARGV[8] ~= '0' then want = 0 end
            else
              charged = tonumber(charged)
              local last = redis.call('HGET', key, 'node:' .. node)
              local asked, answer, covered = string.match(last or '', '(%d+) (%d+) (%d+)')
              if asked == number then
                return {tonumber(answer), amount - charged, tonumber(life), tonumber(covered)}
              end
              local age = now - tonumber(redis.call('HGET', key, 'made') or 0)
              if ARGV[8] == life or (ARGV[8] == '0' and age >= tonumber(ARGV[13])) then
                charged = charged + debt - back
              else
                charged = charged + holds
                want = ARGV[8] == '0' and want or 0
              end
            end
            local free = amount - charged
            local fair = math.max(1, math.floor(amount / 20), \
              math.floor(free / tonumber(ARGV[9])))
            local granted = math.max(0, math.min(want, free, fair))
            charged = charged + granted
            redis.call('HSET', key, 'charged', string.format('%.0f', charged), \
              'node:' .. node, string.format('%s %.0f %.0f', number, granted, debt))
            redis.call('PEXPIRE', key, ARGV[12])
            return {granted, amount - charged, tonumber(life), debt}
            """),

    /**
     * Says that a node lives. A sorted set: node by when it was last heard of, in milliseconds.
     * Arguments: node, after how many milliseconds it is forgotten; 0 to leave. Answers: how many
     * nodes there are.
     */
    BEAT(
            """
            local time = redis.call('TIME')
            local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
            local life = tonumber(ARGV[2])
            if life > 0 then
              redis.call('ZADD', KEYS[1], now, ARGV[1])
              redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - life)
            else
              redis.call('ZREM', KEYS[1], ARGV[1])
            end
            return {redis.call('ZCARD', KEYS[1])}
            """);

    private final String source;
    private final String digest;

    RedisScript(String source) {
        this.source = source;
        try {
            byte[] sum =
                    MessageDigest.getInstance("SHA-1")
                            .digest(source.getBytes(StandardCharsets.UTF_8));
            digest = HexFormat.of().formatHex(sum);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("a Java without SHA-1", e);
        }
    }

    String source() {
        return source;
    }

    /** Returns the name by which Redis knows it. */
    String digest() {
        return digest;
    }
}
