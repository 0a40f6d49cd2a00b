namespace RobotPolicy.Benchmarks.Receive;

/// <summary>
/// A made-up table top as a camera sees it: light that falls off, coloured blocks and discs with sharp edges, a fine texture, and a
/// sensor's noise of two levels. What compresses, and how far two ways of making it smaller differ, depends on the picture; this one
/// has both smooth parts and edges.
/// </summary>
internal static class ScenePicture
{
    private const int Things = 24;
    private const double Noise = 2;

    /// <summary>RGB, without padding.</summary>
    public static byte[] Make(int width, int height, int seed)
    {
        var random = new Random(seed);
        var things = Enumerable.Range(0, Things).Select(_ => (
            X: random.NextDouble() * width,
            Y: random.NextDouble() * height,
            Size: 8 + (random.NextDouble() * 60),
            IsDisc: random.Next(2) == 0,
            Colour: new[] { random.Next(20, 236), random.Next(20, 236), random.Next(20, 236) })).ToArray();
        var data = new byte[width * height * 3];
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                var light = 0.6 + (0.4 * Math.Cos((x - (0.4 * width)) / width) * Math.Cos((y - (0.3 * height)) / height));
                int[] colour = [150 + (int)(12 * Math.Sin(x / 3.0)), 130 + (int)(12 * Math.Sin((x + y) / 5.0)), 110];
                foreach (var thing in things)
                {
                    var (dx, dy) = (Math.Abs(x - thing.X), Math.Abs(y - thing.Y));
                    if (thing.IsDisc ? (dx * dx) + (dy * dy) < thing.Size * thing.Size : dx < thing.Size && dy < 0.7 * thing.Size)
                        colour = thing.Colour;
                }

                for (var c = 0; c < 3; c++)
                    data[(((y * width) + x) * 3) + c] = (byte)Math.Clamp((colour[c] * light) + (Noise * Normal(random)), 0, 255);
            }

        return data;
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
