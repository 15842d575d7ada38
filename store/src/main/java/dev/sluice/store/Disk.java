package dev.sluice.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/** Opens the journal's files. Tests hand in disks that fail. */
@FunctionalInterface
interface Disk {
    /** The disk that is there. */
    Disk REAL = FileChannel::open;

    /** Opens a file, as {@link FileChannel#open(Path, OpenOption...)} does. */
    FileChannel open(Path file, OpenOption... how) throws IOException;
}
