using System.Globalization;
using RobotPolicy.Benchmarks.Reporting;
using RobotPolicy.Campaigns.Processes;

namespace RobotPolicy.Benchmarks.Service;

/// <summary>The service as a process, with what the kernel accounts for it.</summary>
internal sealed class ServiceProcess : IDisposable
{
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(60);
    private readonly ChildProcess _process;

    private ServiceProcess(ChildProcess process) => _process = process;

    /// <summary>Starts it and returns at once.</summary>
    /// <param name="setup">Domain and address of the API.</param>
    /// <param name="hardware">Hardware profile.</param>
    /// <param name="more">Further options.</param>
    public static ServiceProcess Start(CampaignSetup setup, string hardware, params string[] more) => new(ChildProcess.Start(
        setup.ServiceProgram,
        [
            "run", "--hardware", hardware, "--domain", setup.Domain.ToString(CultureInfo.InvariantCulture), "--discovery", "loopback",
            "--listen", setup.Endpoint["http://".Length..], .. more,
        ],
        Path.Combine(setup.Logs, "bench.log")));

    /// <summary>Resident memory in MB of 10⁶ bytes.</summary>
    public double ResidentMegabytes => ProcessFigures.ResidentMegabytes(_process.Id);

    /// <summary>Waits until it has printed a text.</summary>
    /// <exception cref="InvalidOperationException">It ended before.</exception>
    public void WaitFor(string text)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!_process.HasPrinted(text))
        {
            if (_process.HasExited || TimeProvider.System.GetElapsedTime(start) > ReadyLimit)
                throw new InvalidOperationException($"The service did not print '{text}': {_process.Tail()}");
            Thread.Sleep(5);
        }
    }

    /// <summary>Its last lines.</summary>
    public string Tail() => _process.Tail();

    /// <summary>Percent of a core that it uses over a time.</summary>
    public double CorePercent(TimeSpan time)
    {
        var (before, start) = (ProcessFigures.ProcessorSeconds(_process.Id), TimeProvider.System.GetTimestamp());
        Thread.Sleep(time);
        return 100 * (ProcessFigures.ProcessorSeconds(_process.Id) - before) / TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();
}
