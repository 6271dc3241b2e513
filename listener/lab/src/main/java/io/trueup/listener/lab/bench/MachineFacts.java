package io.trueup.listener.lab.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Describes the machine on which figures are measured. */
final class MachineFacts {

  private MachineFacts() {}

  /** Facts about hardware, system and JDK, by name, and the load: asked before the measurement. */
  static Map<String, Object> facts() {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    var facts = new LinkedHashMap<String, Object>();
    facts.put("cpu", cpu());
    facts.put("cores", Runtime.getRuntime().availableProcessors());
    facts.put("memory-mb", system.getTotalMemorySize() >> 20);
    facts.put("max-heap-mb", Runtime.getRuntime().maxMemory() >> 20);
    facts.put("load-before", Math.round(system.getSystemLoadAverage() * 10) / 10.0);
    facts.put(
        "system", "%s %s".formatted(System.getProperty("os.name"), System.getProperty("os.arch")));
    facts.put("jdk", Runtime.version().toString());
    return facts;
  }

  private static String cpu() {
    try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException _) {
      return "unknown";
    }
  }
}
