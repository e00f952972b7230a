package io.virtfun.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class AcceleratorTest {
  @Test
  void shouldTakeWhatTheVariableForces() {
    assertEquals(
        new Accelerator(Accelerator.Kind.TCG, "VIRTFUN_ACCEL=tcg"), Accelerator.forced("tcg"));
    assertEquals(
        new Accelerator(Accelerator.Kind.KVM, "VIRTFUN_ACCEL=kvm"), Accelerator.forced("kvm"));
  }

  @Test
  void shouldSayWhatIsExpectedWhenTheVariableIsWrong() {
    VmException refused = assertThrows(VmException.class, () -> Accelerator.forced("xen"));

    assertEquals("VIRTFUN_ACCEL: xen (expected: kvm, tcg)", refused.getMessage());
  }
}
