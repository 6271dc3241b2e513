@NullMarked
package io.trueup.listener.daemon.config;

import org.jspecify.annotations.NullMarked;
