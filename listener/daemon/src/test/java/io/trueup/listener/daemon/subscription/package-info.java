@NullMarked
package io.trueup.listener.daemon.subscription;

import org.jspecify.annotations.NullMarked;
