package io.virtfun.broker.config;

/** How long lanes are looked at before they are armed. */
public enum PollMode {
  /** For as long as it lately paid. */
  ADAPTIVE,
  /** Always equally long. */
  FIXED
}
