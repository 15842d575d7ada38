package dev.sluice.testkit.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sluice.wire.frames.Framing;

/** Jazzer's targets for the classes that work on bytes. */
final class FramesFuzzTest {
    @FuzzTest(maxDuration = "10m")
    void events(byte[] data) {
        Targets.frames(Framing.EVENTS, data);
    }

    @FuzzTest(maxDuration = "10m")
    void lines(byte[] data) {
        Targets.frames(Framing.LINES, data);
    }

    @FuzzTest(maxDuration = "10m")
    void awsEvents(byte[] data) {
        Targets.frames(Framing.AWS_EVENTS, data);
    }

    @FuzzTest(maxDuration = "10m")
    void members(byte[] data) {
        Targets.members(data);
    }

    @FuzzTest(maxDuration = "10m")
    void splice(byte[] data) {
        Targets.splice(data);
    }

    @FuzzTest(maxDuration = "10m")
    void chunks(byte[] data) {
        Targets.chunks(data);
    }
}
