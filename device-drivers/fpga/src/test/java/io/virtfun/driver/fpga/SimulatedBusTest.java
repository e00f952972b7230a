package io.virtfun.driver.fpga;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the device does with descriptors that the driver would not write. */
@Timeout(900)
class SimulatedBusTest {
  private final Rings rings = new Rings();
  private final Slices slices = new Slices(Simulated.random(100), 5, 32, 7);
  private Events events;
  private Bus bus;
  private DeviceControl control;
  private long input;
  private long output;
  private long lastTag;

  @BeforeEach
  void open() throws BusException {
    Simulated.library(2);
    events = Events.open();
    bus = Simulated.bus(2, events);
    control = new DeviceControl(bus);
    control.requireIdentity();
    assertTrue(control.reset());
    control.enable(bus.map(rings.memory()));
    input = bus.map(slices.input());
    output = bus.map(slices.output());
  }

  @AfterEach
  void close() {
    if (bus != null) {
      bus.close();
      bus.close();
      events.close();
    }
    rings.close();
    slices.close();
  }

  private void post(long inputAddress, long outputAddress) {
    PendingCall call =
        new PendingCall(FpgaFunction.SHA256, slices.input(), slices.output(), 0, (_, _, _) -> {});
    lastTag++;
    call.mapped(lastTag, inputAddress, outputAddress);
    rings.post(call);
  }

  private void ring() {
    bus.write(Register.SUBMISSION_TAIL, (int) rings.tail());
  }

  private Result next() {
    while (!rings.poll()) {
      events.await();
      control.acknowledge();
    }
    return Result.ofCode(rings.result());
  }

  private Result run(long inputAddress, long outputAddress) {
    post(inputAddress, outputAddress);
    ring();
    return next();
  }

  private void assertFault(int cause, long address) {
    assertEquals(cause, bus.read(Register.FAULT_CAUSE));
    assertEquals((int) address, bus.read(Register.FAULT_ADDRESS_LO));
    assertEquals((int) (address >>> 32), bus.read(Register.FAULT_ADDRESS_HI));
  }

  @Test
  void shouldWorkWhenAddressesAreRight() {
    assertEquals(Result.OK, run(input, output));
    assertEquals(lastTag, rings.tag());
    assertEquals(32, rings.outputBytes());
    slices.requireUntouchedBut(32);
  }

  @Test
  void shouldFailTheCallWhenItsInputIsInNoWindow() {
    long nowhere = 1L << 50;

    assertEquals(Result.READ_FAULT, run(nowhere, output));
    assertFault(Codes.FAULT_INPUT_READ, nowhere);
    assertEquals(Result.READ_FAULT, run(input + 64, output));
    slices.requireUntouchedBut(0);
  }

  @Test
  void shouldWriteNotOneByteOutsideWhenAnOutputIsNotAllInItsWindow() {
    assertEquals(Result.WRITE_FAULT, run(input, 1L << 50));
    assertFault(Codes.FAULT_OUTPUT_WRITE, 1L << 50);
    assertEquals(Result.WRITE_FAULT, run(input, output - 1));
    assertEquals(Result.WRITE_FAULT, run(input, output + 1));
    slices.requireUntouchedBut(32);
  }

  @Test
  void shouldWriteNothingWhenTheWindowIsReadOnly() {
    byte[] before = slices.input().toArray(ValueLayout.JAVA_BYTE);

    assertEquals(Result.WRITE_FAULT, run(input, input));
    assertEquals(-1, slices.input().mismatch(MemorySegment.ofArray(before)));
  }

  @Test
  void shouldFailTheCallWhenItsWindowIsGone() {
    bus.unmap(input);

    assertEquals(Result.READ_FAULT, run(input, output));
  }

  @Test
  void shouldHaltAndSignalWhenTheRingIsInNoWindow() throws BusException {
    assertTrue(control.reset());
    control.enable(1L << 50);
    ringOne();

    events.await();
    assertEquals(DeviceControl.Health.HALTED, control.health());
    assertFault(Codes.FAULT_DESCRIPTOR_READ, 1L << 50);
    assertTrue(control.fault().startsWith("fault 1 "), control.fault());
  }

  private void ringOne() {
    bus.write(Register.SUBMISSION_TAIL, 1);
  }

  @Test
  void shouldRunAllWhenRungOnceForABatch() {
    for (int i = 0; i < Rings.ENTRIES; i++) {
      post(input, output);
    }
    ring();
    for (int i = 0; i < Rings.ENTRIES; i++) {
      assertEquals(Result.OK, next());
    }
    assertFalse(rings.poll());
    assertEquals(Rings.ENTRIES, bus.read(Register.COMPLETION_TAIL));
    int first = bus.read(Register.SLOT_CALLS);
    assertEquals(Rings.ENTRIES, first + bus.read(Register.SLOT_CALLS.offset() + 0x20));
    assertNotEquals(0, first);
    assertNotEquals(Rings.ENTRIES, first, "both slots work");
  }

  /** All registers that can be written hold what they are given. */
  @Test
  void shouldHoldWhatIsWrittenWhenTheDeviceIsNotEnabled() {
    assertTrue(control.reset());
    List<Register> held =
        List.of(
            Register.SUBMISSION_BASE_HI,
            Register.COMPLETION_BASE_HI,
            Register.COMPLETION_HEAD,
            Register.COALESCE_COUNT,
            Register.COALESCE_CYCLES);
    List<Integer> read = new ArrayList<>();
    for (Register register : held) {
      bus.write(register, 0x1234_5678 + register.offset());
      read.add(bus.read(register) - register.offset());
    }
    assertEquals(List.of(0x1234_5678, 0x1234_5678, 0x1234_5678, 0x1234_5678, 0x1234_5678), read);
  }

  @Test
  void shouldRefuseWhenMoreWindowsAreMappedThanThereArePlaces() throws BusException {
    List<Long> mapped = new ArrayList<>();
    for (int i = 3; i < Bus.MOST_WINDOWS; i++) {
      mapped.add(bus.map(slices.input()));
    }
    assertThrows(BusException.class, () -> bus.map(slices.input()));
    bus.unmap(mapped.getFirst());
    assertEquals(mapped.getFirst(), bus.map(slices.input()));
  }
}
