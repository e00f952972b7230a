package io.virtfun.guest;

import io.virtfun.guest.rx.RxContract;
import org.junit.jupiter.api.Nested;

/** The whole behaviour of the SDK against a broker; a subclass only says where that is. */
public abstract class SessionContract {
  /** Where a broker listens that offers the functions of the software device. */
  protected abstract String attach();

  @Nested
  class Calls extends CallsContract {
    @Override
    protected String attach() {
      return SessionContract.this.attach();
    }
  }

  @Nested
  class Cancelling extends CancelContract {
    @Override
    protected String attach() {
      return SessionContract.this.attach();
    }
  }

  @Nested
  class Refusals extends RefusalContract {
    @Override
    protected String attach() {
      return SessionContract.this.attach();
    }
  }

  @Nested
  class Slices extends SliceContract {
    @Override
    protected String attach() {
      return SessionContract.this.attach();
    }
  }

  @Nested
  class Load extends LoadContract {
    @Override
    protected String attach() {
      return SessionContract.this.attach();
    }
  }

  @Nested
  class Rx extends RxContract {
    @Override
    protected String attach() {
      return SessionContract.this.attach();
    }
  }
}
