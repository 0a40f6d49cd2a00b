using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;
using RobotPolicy.Inference.Failure.Calibration;
using Spectre.Console;

namespace RobotPolicy.Cli.Commands.Calibration;

/// <summary>Bars with the time that remains, where somebody watches.</summary>
internal static class CalibrationBar
{
    public static CalibrationResult? Show(Invocation run, Func<IProgress<CalibrationProgress>?, CalibrationResult?> calibrate)
    {
        if (!run.Printer.Live)
            return calibrate(null);
        return RichSheet.Console(run.Terminal, run.Printer.Colour).Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(), new SpinnerColumn())
            .Start(context => calibrate(new Bars(context)));
    }

    private sealed class Bars(ProgressContext context) : IProgress<CalibrationProgress>
    {
        private ProgressTask? _task;
        private string? _step;

        public void Report(CalibrationProgress value)
        {
            if (value.Step != _step)
            {
                // Training mostly stops before its last pass; what comes next says that it is over.
                if (_task is { } done)
                    done.Value = done.MaxValue;
                _step = value.Step;
                _task = context.AddTask(Markup.Escape(value.Step), maxValue: 1);
            }

            _task!.Value = value.Done;
        }
    }
}
