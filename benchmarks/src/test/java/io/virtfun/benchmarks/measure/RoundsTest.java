package io.virtfun.benchmarks.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RoundsTest {
  @Test
  void shouldTakeTheMiddleOneWhenRoundsAreOdd() {
    assertEquals(3, Rounds.median(List.of(100.0, 1.0, 3.0)).value());
  }

  @Test
  void shouldTakeTheMeanOfTwoWhenRoundsAreEven() {
    assertEquals(2.5, Rounds.median(List.of(4.0, 1.0, 3.0, 2.0)).value());
  }

  @Test
  void shouldDivideRoundByRoundWhenBothDrift() {
    Interval ratio = Rounds.ratio(List.of(2.0, 20.0, 200.0), List.of(1.0, 10.0, 100.0));

    assertEquals(new Interval(2, 2, 2, List.of(2.0, 2.0, 2.0)), ratio);
  }

  @Test
  void shouldRefuseARatioWhenRoundsAreNotTheSame() {
    assertThrows(
        IllegalArgumentException.class, () -> Rounds.ratio(List.of(1.0), List.of(1.0, 2.0)));
    assertThrows(
        IllegalArgumentException.class,
        () -> Rounds.ratioOfMedians(List.of(1.0), List.of(1.0, 2.0)));
  }

  /** Of 5 rounds the median of a resample is the least one with probability 0.058. */
  @Test
  void shouldReachToTheLeastAndTheMostWhenRoundsAreFew() {
    Interval interval = Rounds.median(List.of(1.0, 2.0, 3.0, 4.0, 5.0));

    assertEquals(1, interval.low());
    assertEquals(5, interval.high());
  }

  /** By order statistics the bounds of 101 rounds are about the 41st and the 61st. */
  @Test
  void shouldBeSurerWhenRoundsAreMany() {
    Interval interval =
        Rounds.median(IntStream.rangeClosed(1, 101).mapToObj(round -> (double) round).toList());

    assertEquals(51, interval.value());
    assertEquals(41, interval.low(), 2);
    assertEquals(61, interval.high(), 2);
  }

  @Test
  void shouldHaveTheSameBoundsWhenRoundsAreTheSame() {
    List<Double> rounds = List.of(1.0, 5.0, 2.0, 8.0, 3.0, 9.0);

    assertEquals(Rounds.median(rounds), Rounds.median(rounds));
    assertTrue(Rounds.median(rounds).low() < Rounds.median(rounds).high());
  }

  @Test
  void shouldMultiplyWhenMeanIsGeometric() {
    assertEquals(4, Rounds.geometricMean(2, 8), 1e-12);
  }

  /** Both drift together: the bounds are those of the ratio, not those of either. */
  @Test
  void shouldBoundTheRatioWhenMediansAreDivided() {
    Interval ratio =
        Rounds.ratioOfMedians(
            List.of(2.0, 20.0, 200.0, 2000.0, 20_000.0),
            List.of(1.0, 10.0, 100.0, 1000.0, 10_000.0));

    assertEquals(new Interval(2, 2, 2, List.of(2.0, 2.0, 2.0, 2.0, 2.0)), ratio);
  }

  @Test
  void shouldDivideMediansWhenSingleRoundsAreCloseToNothing() {
    Interval ratio = Rounds.ratioOfMedians(List.of(10.0, 20.0, 30.0), List.of(1e-9, 2.0, 3.0));
    assertEquals(10, ratio.value(), 1e-9);
    assertEquals(List.of(10.0 / 1e-9, 10.0, 10.0), ratio.rounds());
  }
}
