package io.virtfun.benchmarks;

import io.virtfun.benchmarks.measure.Interval;
import java.util.List;

/**
 * A picture of what was measured, as data.
 *
 * @param x the axis to the right
 * @param y the axis upwards
 */
public record Chart(String title, Axis x, Axis y, List<Series> series) {
  public Chart {
    series = List.copyOf(series);
  }

  /**
   * An axis.
   *
   * @param label what it shows, and in which unit
   * @param log whether equal distances are equal ratios
   */
  public record Axis(String label, boolean log) {}

  /** A line. */
  public record Series(String name, List<Point> points) {
    public Series {
      points = List.copyOf(points);
    }
  }

  /**
   * A point of a line.
   *
   * @param low the least that {@code y} may be, as far as is known
   * @param high the most
   */
  public record Point(double x, double y, double low, double high) {
    /** One whose bounds are not known. */
    public static Point of(double x, double y) {
      return new Point(x, y, y, y);
    }

    /** One that was measured in rounds. */
    public static Point of(double x, Interval y) {
      return new Point(x, y.value(), y.low(), y.high());
    }
  }
}
