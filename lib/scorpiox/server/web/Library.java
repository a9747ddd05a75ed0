package scorpiox.server.web;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Netty as it is wanted here: silent, and sparing with memory.
final class Library {
    /// Held, for a logger nobody holds forgets its level.
    private static final Logger SILENT = Logger.getLogger("io.netty");

    static {
        SILENT.setLevel(Level.OFF);
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
        System.setProperty("io.netty.leakDetection.level", "disabled");
    }

    /// Two arenas of chunks of 1 MiB: a thousand streams hold a few KiB each, and only while something waits to be sent.
    static final PooledByteBufAllocator MEMORY = new PooledByteBufAllocator(true, 0, 2, 8192, 7, 64, 32, false);

    private Library() {}

    /// Takes effect before anything of Netty is loaded.
    static void settle() {}
}
