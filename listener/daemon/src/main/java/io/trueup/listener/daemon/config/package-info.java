/**
 * The daemon's configuration, which is read from one YAML or JSON file and checked as a whole
 * before anything starts. Entry point: {@link
 * io.trueup.listener.daemon.config.ConfigurationReader}.
 */
@NullMarked
package io.trueup.listener.daemon.config;

import org.jspecify.annotations.NullMarked;
