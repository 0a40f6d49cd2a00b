namespace RobotPolicy.Control.Failure.Scores;

/// <summary>k-means: first centres drawn far apart (k-means++), then Lloyd's iterations. Set-up.</summary>
internal static class KMeans
{
    private const int MaxIterations = 100;

    /// <summary>Centres of the points; fewer than asked for where there are not so many different points.</summary>
    public static double[][] Find(double[][] points, int count, Random random)
    {
        var centres = Draw(points, count, random);
        var nearest = new int[points.Length];
        Array.Fill(nearest, -1);
        for (var iteration = 0; iteration < MaxIterations && Assign(points, centres, nearest); iteration++)
            Move(points, centres, nearest);
        return centres;
    }

    private static double[][] Draw(double[][] points, int count, Random random)
    {
        List<double[]> centres = [[.. points[random.Next(points.Length)]]];
        double[] distances = [.. points.Select(point => SquaredDistance(point, centres[0]))];
        while (centres.Count < count)
        {
            var total = distances.Sum();
            if (!(total > 0))
                break;
            var centre = points[Pick(distances, random.NextDouble() * total)];
            centres.Add([.. centre]);
            for (var i = 0; i < points.Length; i++)
                distances[i] = Math.Min(distances[i], SquaredDistance(points[i], centre));
        }

        return [.. centres];
    }

    /// <summary>The point at which the running sum passes a value; never one at a centre.</summary>
    private static int Pick(double[] distances, double value)
    {
        var last = 0;
        for (var i = 0; i < distances.Length; i++)
        {
            if (distances[i] <= 0)
                continue;
            last = i;
            value -= distances[i];
            if (value < 0)
                break;
        }

        return last;
    }

    private static bool Assign(double[][] points, double[][] centres, int[] nearest)
    {
        var hasChanged = false;
        for (var i = 0; i < points.Length; i++)
        {
            var best = 0;
            var least = double.PositiveInfinity;
            for (var c = 0; c < centres.Length; c++)
            {
                var distance = SquaredDistance(points[i], centres[c]);
                if (distance < least)
                    (best, least) = (c, distance);
            }

            hasChanged |= nearest[i] != best;
            nearest[i] = best;
        }

        return hasChanged;
    }

    /// <summary>Moves each centre to the mean of its points; one that has none stays.</summary>
    private static void Move(double[][] points, double[][] centres, int[] nearest)
    {
        for (var c = 0; c < centres.Length; c++)
        {
            var sum = new double[centres[c].Length];
            var count = 0;
            for (var i = 0; i < points.Length; i++)
            {
                if (nearest[i] != c)
                    continue;
                count++;
                for (var p = 0; p < sum.Length; p++)
                    sum[p] += points[i][p];
            }

            if (count > 0)
                centres[c] = [.. sum.Select(value => value / count)];
        }
    }

    private static double SquaredDistance(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        return sum;
    }
}
