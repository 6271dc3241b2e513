package io.trueup.listener.daemon;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many files the operating system lets the process have open. A connection is one. */
final class OpenFiles {

  private static final Logger LOG = LoggerFactory.getLogger(OpenFiles.class);

  /** For mirrors, jars, databases and whatever else is no client's. */
  private static final long OURS = 512;

  private static final int FEWEST = 16;

  private OpenFiles() {}

  /** So many connections as are asked for, or as many as there are files for. */
  static int allow(int connections) {
    if (!(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean os)) {
      return connections;
    }
    var allowed = allow(connections, os.getMaxFileDescriptorCount());
    if (allowed < connections) {
      LOG.warn(
          "At most {} connections are held at one time, not {}, because the process may open {}"
              + " files. Raise its limit (ulimit -n, LimitNOFILE), or lower"
              + " 'listen.max-connections'",
          allowed,
          connections,
          os.getMaxFileDescriptorCount());
    }
    return allowed;
  }

  static int allow(int connections, long files) {
    if (files <= 0 || files == Long.MAX_VALUE) {
      return connections;
    }
    var left = Math.max(files - OURS, files / 2);
    return Math.clamp(left, FEWEST, Math.max(FEWEST, connections));
  }
}
