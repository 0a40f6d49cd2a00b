using System.Diagnostics;

namespace RobotPolicy.IntegrationTests.Loop;

/// <summary>Waits for what other threads and processes bring about.</summary>
internal static class Wait
{
    /// <summary>Far longer than anything takes: software rendering on a busy machine with two cores is slow.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static void Until(Func<bool> condition, Func<string> otherwise, TimeSpan? patience = null)
    {
        var limit = patience ?? Patience;
        var start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > limit)
                Assert.Fail($"{otherwise()} after {limit.TotalSeconds:0} s.");
            Thread.Sleep(5);
        }
    }
}
