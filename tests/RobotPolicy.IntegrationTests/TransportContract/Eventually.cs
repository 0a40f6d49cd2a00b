using System.Diagnostics;

namespace RobotPolicy.IntegrationTests.TransportContract;

/// <summary>Waits for something that another thread or process brings about; fails with words when it does not happen.</summary>
public static class Eventually
{
    /// <summary>Far longer than anything takes, so that a busy machine fails no test.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static void True(Func<bool> condition, Func<string> otherwise)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            if (watch.Elapsed > Patience)
                Assert.Fail($"{otherwise()} after {Patience.TotalSeconds:0} s.");
            Thread.Sleep(1);
        }
    }

    public static void Equal<T>(T expected, Func<T> actual) =>
        True(() => EqualityComparer<T>.Default.Equals(expected, actual()), () => $"Expected {expected}, actual {actual()}");
}
