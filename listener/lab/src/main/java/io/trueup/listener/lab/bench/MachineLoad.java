package io.trueup.listener.lab.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How busy the machine is from the making of this object on. Not for several threads. */
final class MachineLoad {

  private final OperatingSystemMXBean system =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  MachineLoad() {
    // Each answer is for the time since the one before.
    system.getCpuLoad();
  }

  /** The cores that all processes took on average. Asked once. */
  double cores() {
    return system.getCpuLoad() * system.getAvailableProcessors();
  }
}
