package io.virtfun.verticles.admission;

import java.util.ArrayList;
import java.util.List;

/**
 * What a tenant's calls used, by function, since the broker started.
 *
 * <p>Each gate writes a ledger of its own; that of a gate that closes is added to one that stays,
 * so there are no more of them than gates. <b>Thread:</b> any.
 */
public final class Account {
  private final List<Ledger> ledgers = new ArrayList<>();
  private Ledger closed = new Ledger(0);

  synchronized Ledger open(int functions) {
    Ledger ledger = new Ledger(functions);
    ledgers.add(ledger);
    if (closed.functions() < ledger.functions()) {
      Ledger larger = new Ledger(functions);
      larger.fold(closed);
      closed = larger;
    }
    return ledger;
  }

  /** A ledger for at least so many functions in the place of another one. */
  synchronized Ledger grow(Ledger ledger, int functions) {
    if (ledger.functions() > functions) {
      return ledger;
    }
    Ledger larger = open(functions);
    close(ledger);
    return larger;
  }

  synchronized void close(Ledger ledger) {
    if (ledgers.remove(ledger)) {
      closed.fold(ledger);
    }
  }

  /** What each function's calls used; at index 0 calls for functions that there are not. */
  public synchronized List<Usage> usages() {
    List<Usage> usages = new ArrayList<>();
    for (int function = 0; function < closed.functions(); function++) {
      usages.add(usage(function));
    }
    return usages;
  }

  private Usage usage(int function) {
    long[] cells = new long[Ledger.CELLS];
    for (int cell = 0; cell < cells.length; cell++) {
      cells[cell] = closed.at(function, cell);
      for (Ledger ledger : ledgers) {
        cells[cell] += function < ledger.functions() ? ledger.at(function, cell) : 0;
      }
    }
    return Usage.of(cells);
  }
}
