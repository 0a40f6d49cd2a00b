using RobotPolicy.Control.Observations;

namespace RobotPolicy.Imaging.Resampling;

/// <summary>The weights of one target pixel along one axis, by filter. Positions are in source pixels, pixel i covering [i, i + 1).</summary>
internal static class AxisWeights
{
    // As PyTorch and OpenCV have it; the antialiased one is Keys' own, as Pillow and TensorFlow have it.
    private const double CubicSharp = -0.75;
    private const double CubicKeys = -0.5;

    /// <summary>Writes weights that sum to 1.</summary>
    /// <param name="sampling">The axis.</param>
    /// <param name="index">The target pixel, counted from the first that is wanted.</param>
    /// <param name="weights">Receives them.</param>
    /// <returns>The source pixel that the first one applies to.</returns>
    public static int Compute(AxisSampling sampling, int index, List<double> weights)
    {
        weights.Clear();
        var position = sampling.First + index;
        var extent = sampling.Side * sampling.Source;
        var begin = (sampling.Source - extent) / 2;
        var scale = extent / sampling.Resized;
        var centre = sampling.Side == 1
            ? (position + 0.5) * sampling.Source / sampling.Resized
            : begin + ((position + 0.5) * scale);
        var last = sampling.Source - 1;
        switch (sampling.Filter)
        {
            case ResizeFilter.Area when sampling.Side == 1:
                return ExactArea(sampling.Source, sampling.Resized, position, weights);
            case ResizeFilter.Area:
                return Area(begin + (position * scale), begin + ((position + 1) * scale), last, weights);
            case ResizeFilter.Bilinear:
                return Linear(centre - 0.5, last, weights);
            case ResizeFilter.BilinearAlignCorners:
                return Linear(Cornered(sampling, position), last, weights);
            case ResizeFilter.Bicubic:
                return Cubic(centre - 0.5, last, weights);
            case ResizeFilter.BilinearAntialias:
                return Widened(begin + ((position + 0.5) * scale), scale, 1, Triangle, last, weights);
            case ResizeFilter.BicubicAntialias:
                return Widened(begin + ((position + 0.5) * scale), scale, 2, Keys, last, weights);
            case ResizeFilter.Lanczos3Antialias:
                return Widened(begin + ((position + 0.5) * scale), scale, 3, Lanczos3, last, weights);
            case ResizeFilter.NearestFloor:
                // The reciprocal of the quotient, as OpenCV has it: where index · scale is whole, the last bit decides.
                weights.Add(1);
                return Math.Clamp((int)Math.Floor(begin + (position * (1 / (sampling.Resized / extent)))), 0, last);
            default:
                weights.Add(1);
                return Math.Clamp((int)Math.Floor(centre), 0, last);
        }
    }

    /// <summary>The first and the last sample on the centres of the region's first and last pixel.</summary>
    private static double Cornered(AxisSampling sampling, int position)
    {
        var span = sampling.Source - 1;
        return sampling.Resized == 1
            ? span / 2.0
            : (span * (1 - sampling.Side) / 2) + (position * sampling.Side * span / (sampling.Resized - 1));
    }

    /// <summary>
    /// The target pixel covers the source interval [i·s, (i+1)·s); each source pixel counts by how much of it lies inside. In
    /// exact integers, in units of 1/resized source pixels: rounding can neither add nor lose a pixel at the border.
    /// </summary>
    private static int ExactArea(int source, int resized, int position, List<double> weights)
    {
        var begin = (long)position * source;
        var end = begin + source;
        var first = begin / resized;
        var last = (end - 1) / resized;
        for (var pixel = first; pixel <= last; pixel++)
        {
            var overlap = Math.Min(end, (pixel + 1) * resized) - Math.Max(begin, pixel * resized);
            weights.Add((double)overlap / source);
        }

        return (int)first;
    }

    private static int Area(double begin, double end, int last, List<double> weights)
    {
        var first = Math.Clamp((int)Math.Floor(begin), 0, last);
        for (var pixel = first; pixel <= last && (pixel < end || pixel == first); pixel++)
            weights.Add(Math.Max(Math.Min(end, pixel + 1) - Math.Max(begin, pixel), 0));
        return Normalize(first, weights);
    }

    /// <summary>Beyond the border the edge pixel counts.</summary>
    private static int Linear(double centre, int last, List<double> weights)
    {
        var first = (int)Math.Floor(centre);
        if (first < 0 || first >= last)
        {
            weights.Add(1);
            return Math.Clamp(first, 0, last);
        }

        var fraction = centre - first;
        weights.Add(1 - fraction);
        weights.Add(fraction);
        return first;
    }

    private static int Cubic(double centre, int last, List<double> weights)
    {
        var floor = (int)Math.Floor(centre);
        var (first, final) = (Math.Clamp(floor - 1, 0, last), Math.Clamp(floor + 2, 0, last));
        for (var pixel = first; pixel <= final; pixel++)
            weights.Add(0);

        // What lies beyond the border is the edge pixel again.
        for (var tap = floor - 1; tap <= floor + 2; tap++)
            weights[Math.Clamp(tap, 0, last) - first] += CubicAt(Math.Abs(centre - tap), CubicSharp);
        return first;
    }

    /// <summary>
    /// A kernel as wide as the shrinkage; what falls beyond the border is left out, and the rest made to sum to 1. In the order of
    /// operations that Pillow has, whose bytes are to be met exactly.
    /// </summary>
    private static int Widened(double centre, double scale, double support, Func<double, double> kernel, int last, List<double> weights)
    {
        var width = Math.Max(scale, 1);
        var shrink = 1 / width;
        var first = Math.Max((int)(centre - (support * width) + 0.5), 0);
        var end = Math.Min((int)(centre + (support * width) + 0.5), last + 1);
        first = Math.Min(first, last);
        for (var pixel = first; pixel < Math.Max(end, first + 1); pixel++)
            weights.Add(kernel(Math.Abs((pixel - centre + 0.5) * shrink)));
        return Normalize(first, weights);
    }

    private static int Normalize(int first, List<double> weights)
    {
        var share = 1 / weights.Sum();
        for (var i = 0; i < weights.Count; i++)
            weights[i] *= share;
        return first;
    }

    private static double Triangle(double x) => Math.Max(1 - x, 0);

    private static double Keys(double x) => CubicAt(x, CubicKeys);

    private static double CubicAt(double x, double a) =>
        x < 1 ? ((((a + 2) * x) - (a + 3)) * x * x) + 1
        : x < 2 ? ((((x - 5) * x) + 8) * x * a) - (4 * a)
        : 0;

    private static double Lanczos3(double x) => x < 3 ? Sinc(x) * Sinc(x / 3) : 0;

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);
}
