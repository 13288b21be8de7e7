package campaign

import (
	"math"

	"plumbline/internal/ground/clock"
)

// Forecast is the probability that what is open is closed by the date, and what it was reckoned from.
type Forecast struct {
	On, Until  clock.Day
	Since      clock.Day // first day of the window
	Open       int       // problems not closed
	Days       int       // working days of the window
	Closed     int       // closings in the window, reopenings taken off
	Left       int       // working days from tomorrow to the date
	Dispersion float64   // how much more the daily closings vary than chance alone would have them
	Chance     float64   // between 0 and 1
	Even       int       // working days until an even chance, 0 when beyond two years
	Why        string    // words key when there is no forecast, "" when there is one
}

// The window and the least that a forecast rests on. A forecast from less would say nothing but its own
// assumption.
const (
	ForecastWindow = 30 // working days
	leastDays      = 10
	leastClosed    = 5
)

// forecast reckons the chance from daily closings.
//
// Model: closings a working day are counts with an unknown steady rate. With S closings in n working days
// and a Gamma(1/2, 0) prior (Jeffreys) for the rate, the number closed in the next D working days is
// negative binomial, and
//
//	P(at least K) = I_x(K, S + 1/2), x = D / (n + D),
//
// where I is the regularised incomplete beta function. Where the daily counts vary more than a Poisson
// count does (meetings at which many are closed), S + 1/2 and K are divided by the dispersion
// max(1, variance/mean): a quasi-Poisson correction, which widens the forecast and never narrows it.
//
// Sources: Gelman et al., Bayesian Data Analysis, 3rd ed., section 2.6 (the predictive distribution of a
// Poisson count is negative binomial); NIST DLMF 8.17 (incomplete beta) and 8.17.22 (its continued
// fraction). It knows nothing of plans, holidays taken or what is hard among the open ones; the page says so.
func forecast(daily []int, open, left int) (chance, dispersion float64) {
	sum := 0
	for _, d := range daily {
		sum += d
	}
	n, s := float64(len(daily)), float64(sum)
	mean, ss := s/n, 0.0
	for _, d := range daily {
		ss += (float64(d) - mean) * (float64(d) - mean)
	}
	dispersion = 1
	if mean > 0 && len(daily) > 1 {
		dispersion = max(1, ss/(n-1)/mean)
	}
	if open <= 0 {
		return 1, dispersion
	}
	if left <= 0 {
		return 0, dispersion
	}
	return incompleteBeta(float64(left)/(n+float64(left)), float64(open)/dispersion, (s+0.5)/dispersion), dispersion
}

// evenDays is the number of working days after which the chance reaches one half.
func evenDays(daily []int, open int) int {
	const most = 520
	if c, _ := forecast(daily, open, most); c < 0.5 {
		return 0
	}
	low, high := 0, most
	for low < high {
		mid := (low + high) / 2
		if c, _ := forecast(daily, open, mid); c >= 0.5 {
			high = mid
		} else {
			low = mid + 1
		}
	}
	return low
}

// incompleteBeta is the regularised incomplete beta function I_x(a, b) by its continued fraction, on the
// side where that converges fast (DLMF 8.17.4).
func incompleteBeta(x, a, b float64) float64 {
	switch {
	case x <= 0:
		return 0
	case x >= 1:
		return 1
	case x > (a+1)/(a+b+2):
		return 1 - incompleteBeta(1-x, b, a)
	}
	la, _ := math.Lgamma(a)
	lb, _ := math.Lgamma(b)
	lab, _ := math.Lgamma(a + b)
	front := math.Exp(lab - la - lb + a*math.Log(x) + b*math.Log1p(-x))
	return front * betaFraction(x, a, b) / a
}

// betaFraction is the continued fraction of DLMF 8.17.22, by Lentz's method.
func betaFraction(x, a, b float64) float64 {
	const tiny, enough = 1e-300, 1e-14
	away := func(v float64) float64 {
		if math.Abs(v) < tiny {
			return tiny
		}
		return v
	}
	c, d := 1.0, 1/away(1-(a+b)*x/(a+1))
	f := d
	for m := 1; m < 2000; m++ {
		k := float64(m)
		for _, term := range [2]float64{k * (b - k) * x / ((a + 2*k - 1) * (a + 2*k)), -(a + k) * (a + b + k) * x / ((a + 2*k) * (a + 2*k + 1))} {
			d = 1 / away(1+term*d)
			c = away(1 + term/c)
			f *= c * d
		}
		if math.Abs(c*d-1) < enough {
			break
		}
	}
	return f
}
