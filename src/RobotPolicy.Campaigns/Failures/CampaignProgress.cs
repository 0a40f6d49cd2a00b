using System.Diagnostics;
using System.Globalization;

namespace RobotPolicy.Campaigns.Failures;

/// <summary>
/// How far a long row of episodes has come, on standard error: one line that is written over on a terminal, else a line now and then.
/// </summary>
internal sealed class CampaignProgress(string title, int total) : IDisposable
{
    private const long DrawPeriodMilliseconds = 250;
    private const long PlainPeriodMilliseconds = 20_000;
    private const int BarWidth = 30;

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly bool _isLive = !Console.IsErrorRedirected;
    private long _drawnAt = long.MinValue / 2;
    private int _done;
    private int _succeeded;

    /// <summary>Another episode has ended.</summary>
    public void Add(bool succeeded)
    {
        _done++;
        _succeeded += succeeded ? 1 : 0;
        var now = _watch.ElapsedMilliseconds;
        if (_done < total && now - _drawnAt < (_isLive ? DrawPeriodMilliseconds : PlainPeriodMilliseconds))
            return;
        _drawnAt = now;
        var left = _watch.Elapsed * ((double)(total - _done) / _done);
        var filled = BarWidth * _done / total;
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{title} [{new string('#', filled)}{new string('.', BarWidth - filled)}] {_done}/{total}, {_succeeded} succeeded, {left:mm\\:ss} left");
        if (_isLive)
            Console.Error.Write($"\r\u001b[K{line}");
        else
            Console.Error.WriteLine(line);
    }

    /// <summary>Leaves the line.</summary>
    public void Dispose()
    {
        if (_isLive)
            Console.Error.WriteLine();
    }
}
