package dev.sluice.core.price;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * A sum of products that are not negative, exact however large it grows; rounded only at the end.
 */
final class ExactSum {
    private long small;
    private @Nullable BigInteger large;

    void add(long count, long rate) {
        if (large == null) {
            long low = count * rate;
            if (Math.multiplyHigh(count, rate) == 0 && low >= 0 && small + low >= 0) {
                small += low;
                return;
            }
            large = BigInteger.valueOf(small);
        }
        large = large.add(BigInteger.valueOf(count).multiply(BigInteger.valueOf(rate)));
    }

    /** Returns the sum divided, rounded half up; {@link Long#MAX_VALUE} when it is larger. */
    long over(long denominator) {
        if (large == null) {
            long whole = small / denominator;
            return small % denominator * 2 >= denominator ? whole + 1 : whole;
        }
        BigInteger rounded =
                large.add(BigInteger.valueOf(denominator / 2))
                        .divide(BigInteger.valueOf(denominator));
        return rounded.bitLength() < Long.SIZE ? rounded.longValue() : Long.MAX_VALUE;
    }
}
