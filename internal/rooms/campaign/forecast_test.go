package campaign

import (
	"math"
	"math/rand/v2"
	"testing"
)

// negativeBinomialTail is P(X >= k) summed term by term: the same model by another way.
func negativeBinomialTail(k int, r, x float64) float64 {
	below := 0.0
	for i := range k {
		lg, _ := math.Lgamma(float64(i) + r)
		lr, _ := math.Lgamma(r)
		lf, _ := math.Lgamma(float64(i) + 1)
		below += math.Exp(lg - lr - lf + r*math.Log1p(-x) + float64(i)*math.Log(x))
	}
	return 1 - below
}

func TestForecastKnownAnswers(t *testing.T) {
	// Closed forms: I_x(1, b) = 1-(1-x)^b, I_x(a, 1) = x^a, I_1/2(a, a) = 1/2.
	for _, c := range []struct{ x, a, b, want float64 }{{0.3, 1, 4, 1 - math.Pow(0.7, 4)}, {0.6, 3, 1, 0.216}, {0.5, 7.5, 7.5, 0.5}, {0.2, 2, 3, 0.1808}, {0, 1, 1, 0}, {1, 1, 1, 1}} {
		if got := incompleteBeta(c.x, c.a, c.b); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("I_%v(%v, %v) = %v, want %v", c.x, c.a, c.b, got, c.want)
		}
	}
	daily := []int{1, 2, 1, 1, 2, 1, 1, 2, 1, 1} // varies less than chance: no correction
	for open := 1; open < 40; open += 7 {
		for _, left := range []int{3, 10, 25} {
			got, phi := forecast(daily, open, left)
			want := negativeBinomialTail(open, 13.5, float64(left)/float64(10+left))
			if phi != 1 || math.Abs(got-want) > 1e-10 {
				t.Errorf("%d open, %d days: %v (dispersion %v), summed %v", open, left, got, phi, want)
			}
		}
	}
	if c, _ := forecast(daily, 0, 0); c != 1 {
		t.Error("nothing open is not done")
	}
	if c, _ := forecast(daily, 3, 0); c != 0 {
		t.Error("no day left is a chance")
	}
	if c, phi := forecast([]int{0, 0, 0, 0, 13, 0, 0, 0, 0, 0}, 13, 10); phi <= 5 || c < 0.3 || c > 0.6 {
		t.Errorf("all closed in one meeting: %v, dispersion %v", c, phi)
	}
	if n := evenDays(daily, 13); n < 9 || n > 11 {
		t.Errorf("13 open at 1.3 a day: even chance after %d days", n)
	}
}

// TestForecastIsCalibrated lives many campaigns whose true rate nobody knows and asks how often what was
// forecast came true: among those told "about 30 %", about 30 % finish. The control is a model that takes
// the observed rate for the true one and doubles it.
func TestForecastIsCalibrated(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 1))
	poisson := func(rate float64) int {
		l, k, p := math.Exp(-rate), 0, 1.0
		for {
			if p *= r.Float64(); p <= l {
				return k
			}
			k++
		}
	}
	right := make([]bin, 5)
	wrong := make([]bin, 5)
	for range 6000 {
		rate := 0.3 + 2.2*r.Float64()
		daily, sum := make([]int, 20), 0
		for i := range daily {
			daily[i] = poisson(rate)
			sum += daily[i]
		}
		left := 5 + r.IntN(20)
		open := 1 + r.IntN(int(2*rate*float64(left))+1)
		done := 0
		for range left {
			done += poisson(rate)
		}
		c, _ := forecast(daily, open, left)
		put(right, c, done >= open)
		double := make([]int, 20)
		for i := range daily {
			double[i] = 2 * daily[i]
		}
		c, _ = forecast(double, open, left)
		put(wrong, c, done >= open)
	}
	if e := worst(right); e > 0.07 {
		t.Errorf("told and come true differ by %.3f: %+v", e, right)
	}
	if e := worst(wrong); e < 0.15 {
		t.Errorf("a wrong model is not seen: %.3f", e)
	}
}

type bin struct {
	n, came int
	told    float64
}

func put(b []bin, c float64, came bool) {
	i := min(int(c*5), 4)
	b[i].n++
	b[i].told += c
	if came {
		b[i].came++
	}
}

func worst(bins []bin) (e float64) {
	for _, b := range bins {
		if b.n > 50 {
			e = max(e, math.Abs(b.told-float64(b.came))/float64(b.n))
		}
	}
	return e
}
