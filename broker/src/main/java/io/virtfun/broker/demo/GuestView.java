package io.virtfun.broker.demo;

/**
 * A guest as the demo sees it.
 *
 * <p><b>Thread:</b> the demo's.
 */
final class GuestView {
  private final int number;
  private final String tenant;
  private int rows;
  private int rowsDone;
  private boolean finished;

  GuestView(int number, String tenant) {
    this.number = number;
    this.tenant = tenant;
  }

  String name() {
    return "guest " + number + " (" + tenant + ")";
  }

  void attached(int itsRows) {
    rows = itsRows;
  }

  void rowDone() {
    rowsDone++;
  }

  void finished() {
    finished = true;
  }

  int rows() {
    return rows;
  }

  int rowsDone() {
    return rowsDone;
  }

  boolean isFinished() {
    return finished;
  }
}
