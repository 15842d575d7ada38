package dev.sluice.testkit.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sluice.wire.frames.Frames;
import dev.sluice.wire.frames.Framing;

final class FramesFuzzTest {
    @FuzzTest(maxDuration = "3s")
    void events(byte[] data) {
        Frames frames = Framing.EVENTS.open();
        frames.feed(data, 0, data.length, (name, frame) -> {});
        frames.end((name, frame) -> {});
    }
}
