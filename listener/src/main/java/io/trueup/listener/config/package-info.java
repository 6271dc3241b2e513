/**
 * What the operator configures, read from one YAML file and checked whole before anything starts.
 * Entry point: {@link io.trueup.listener.config.ConfigurationReader}.
 */
@NullMarked
package io.trueup.listener.config;

import org.jspecify.annotations.NullMarked;
