/** How vendors cut a streamed answer into frames, whatever the frames say. */
package dev.sluice.wire.frames;
