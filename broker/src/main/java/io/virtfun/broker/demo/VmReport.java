package io.virtfun.broker.demo;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;

/**
 * All that the demo in virtual machines found, as {@code --json} prints it.
 *
 * @param accelerator {@code kvm} or {@code tcg}
 * @param acceleratorReason why it was that one
 * @param image where the guest image lies
 */
record VmReport(
    @JsonUnwrapped Report report,
    String accelerator,
    String acceleratorReason,
    String image,
    List<Machine> vms) {
  VmReport {
    vms = List.copyOf(vms);
  }

  /**
   * One virtual machine.
   *
   * @param kernel its release, as read inside
   */
  record Machine(String name, String tenant, String kernel) {}
}
