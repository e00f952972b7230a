package io.virtfun.driver.fpga;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.driver.fpga.Simulated.Started;
import io.virtfun.driver.spi.Probe;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A device that goes, or answers as it must not: its calls end, and it reaches no memory. */
@Timeout(900)
class LostDeviceTest {
  /** A simulation behind a bus whose status register can be made to say something else. */
  private static final class FaultyBus implements Bus {
    private final Bus bus;
    private volatile int clockKilohertz;
    private volatile boolean lies;
    private volatile int status;
    private volatile boolean closed;

    FaultyBus(Bus bus) {
      this.bus = bus;
    }

    void say(int newStatus) {
      status = newStatus;
      lies = true;
    }

    @Override
    public int read(int offset) {
      if (offset == Register.CLOCK_KHZ.offset()) {
        return clockKilohertz;
      }
      return lies && offset == Register.STATUS.offset() ? status : bus.read(offset);
    }

    @Override
    public void write(int offset, int value) {
      bus.write(offset, value);
    }

    @Override
    public long map(MemorySegment memory) throws BusException {
      return bus.map(memory);
    }

    @Override
    public void unmap(long address) {
      bus.unmap(address);
    }

    @Override
    public void close() {
      closed = true;
      bus.close();
    }
  }

  private static FpgaDevice open(FaultyBus bus, Events events) throws BusException {
    return FpgaDevice.open("test", 0, bus, events, Faults.of("hang@1"));
  }

  private static FaultyBus bus(Events events) {
    return new FaultyBus(Simulated.bus(2, events));
  }

  @Test
  void shouldLoseItsCallsWhenTheDeviceAnswersNoMore() throws BusException {
    Simulated.library(2);
    Events events = Events.open();
    FaultyBus bus = bus(events);
    try (FpgaDevice device = open(bus, events);
        Slices slices = new Slices(new byte[100], 0, 32, 0)) {
      Started hung = Simulated.start(device, FpgaFunction.SHA256, slices);
      assertEquals(Result.OK, Simulated.call(device, FpgaFunction.SHA256, slices).result());
      bus.say(-1);
      events.signal();

      assertEquals(Result.LOST, hung.answer().join().result());
      assertTrue(bus.closed);
      assertEquals(Result.LOST, Simulated.call(device, FpgaFunction.SHA256, slices).result());
      assertEquals(new Probe.Unavailable("a call of sha256 ended as LOST"), device.check());
    }
  }

  @Test
  void shouldSayThatItWorksWhenACheckIsAnsweredRight() throws BusException {
    try (FpgaDevice device = Simulated.device(1)) {
      assertEquals(new Probe.Available("sha256 answers right"), device.check());
    }
  }

  @Test
  void shouldSayThatItDoesNotWorkWhileACallHangs() throws BusException {
    try (FpgaDevice device = Simulated.device(1, "hang@1");
        Slices slices = new Slices(new byte[100], 0, 32, 0)) {
      Started hung = Simulated.start(device, FpgaFunction.SHA256, slices);

      assertInstanceOf(Probe.Unavailable.class, device.check(1));
      device.abort(hung.call());
      hung.answer().join();
      assertInstanceOf(Probe.Available.class, device.check());
    }
  }

  @Test
  void shouldSayTheClockThatTheRegisterSays() throws BusException {
    Simulated.library(2);
    Events events = Events.open();
    FaultyBus bus = bus(events);
    bus.clockKilohertz = 250_000;
    try (FpgaDevice device = open(bus, events)) {
      assertEquals(250_000, device.clockKilohertz());
    }
  }

  @Test
  void shouldLoseItsCallsWhenAResetDoesNotEnd() throws BusException {
    Simulated.library(2);
    Events events = Events.open();
    FaultyBus bus = bus(events);
    try (FpgaDevice device = open(bus, events);
        Slices slices = new Slices(new byte[100], 0, 32, 0)) {
      Started hung = Simulated.start(device, FpgaFunction.SHA256, slices);
      bus.say(Codes.bit(Codes.STATUS_RESETTING));
      device.reset();

      assertEquals(Result.LOST, hung.answer().join().result());
      assertTrue(bus.closed);
    }
  }

  @Test
  void shouldRefuseToOpenWhenAResetDoesNotEnd() throws BusException {
    Simulated.library(2);
    Events events = Events.open();
    FaultyBus bus = bus(events);
    bus.say(Codes.bit(Codes.STATUS_RESETTING));

    assertEquals(
        "it does not end its reset",
        assertThrows(BusException.class, () -> open(bus, events)).getMessage());
    assertTrue(bus.closed);
  }

  @Test
  void shouldResetAHaltedDeviceAndServeLaterCalls() throws BusException {
    Simulated.library(2);
    Events events = Events.open();
    FaultyBus bus = bus(events);
    try (FpgaDevice device = open(bus, events);
        Slices slices = new Slices(new byte[100], 0, 32, 0)) {
      Started hung = Simulated.start(device, FpgaFunction.SHA256, slices);
      assertEquals(Result.OK, Simulated.call(device, FpgaFunction.SHA256, slices).result());
      // Far beyond the ring's end: the device halts at it.
      bus.write(Register.SUBMISSION_TAIL, 1000);

      assertEquals(Result.LOST, hung.answer().join().result());
      assertEquals(Result.OK, Simulated.call(device, FpgaFunction.SHA256, slices).result());
    }
  }
}
