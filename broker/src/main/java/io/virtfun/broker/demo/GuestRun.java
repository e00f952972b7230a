package io.virtfun.broker.demo;

import io.virtfun.broker.demo.task.Task;
import io.virtfun.broker.demo.task.Tasks;
import io.virtfun.guest.CallException;
import io.virtfun.guest.Session;
import io.virtfun.guest.VirtFunException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A guest at work: does its part of the plan and reports each row.
 *
 * <p><b>Thread:</b> none of an event loop; blocks.
 */
final class GuestRun {
  private final Session session;
  private final int guest;
  private final Plan plan;
  private final long seed;
  private final Consumer<GuestMessage> report;
  private final Set<String> catalogue;

  GuestRun(Session session, int guest, Plan plan, long seed, Consumer<GuestMessage> report) {
    this.session = session;
    this.guest = guest;
    this.plan = plan;
    this.seed = seed;
    this.report = report;
    this.catalogue =
        session.functions().stream()
            .map(function -> function.spec().qualifiedName())
            .collect(Collectors.toCollection(TreeSet::new));
  }

  /** True when it could do all, whether answers were right or not. */
  boolean run(List<Assignment> assigned) {
    List<Assignment> rows = offered(assigned);
    report.accept(attached(rows.size()));
    for (Assignment row : offered(plan.warmUp())) {
      if (!runWarmUp(row)) {
        return false;
      }
    }
    for (Assignment row : rows) {
      if (!run(row, report)) {
        return false;
      }
    }
    report.accept(new GuestMessage.Finished());
    return true;
  }

  private List<Assignment> offered(List<Assignment> rows) {
    return rows.stream().filter(row -> catalogue.contains(row.task().qualifiedName())).toList();
  }

  private GuestMessage attached(int rows) {
    Set<String> known =
        Tasks.all().stream()
            .map(Task::qualifiedName)
            .collect(Collectors.toCollection(TreeSet::new));
    List<String> unknown = catalogue.stream().filter(name -> !known.contains(name)).toList();
    List<String> missing = known.stream().filter(name -> !catalogue.contains(name)).toList();
    return new GuestMessage.Attached(rows, unknown, missing);
  }

  /** Nothing of it is reported but what was wrong. */
  private boolean runWarmUp(Assignment row) {
    return run(
        row,
        message -> {
          if (!(message instanceof GuestMessage.RowEnded ended) || ended.difference() != null) {
            report.accept(message);
          }
        });
  }

  private boolean run(Assignment row, Consumer<GuestMessage> to) {
    try {
      to.accept(new RowRunner(session, row, seedOf(row)).run());
      return true;
    } catch (VirtFunException | DemoException e) {
      String reason = Units.place(row.task()) + ": " + e.getMessage();
      to.accept(new GuestMessage.Failed(reason, e instanceof CallException.BrokerGone));
      return false;
    }
  }

  /** Inputs that no other guest and no other row has. */
  private long seedOf(Assignment row) {
    return 31 * (31 * seed + guest) + row.index();
  }
}
