using System.Globalization;
using System.Runtime.InteropServices;
using RobotPolicy.Control.Inferences;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Timing;
using RobotPolicy.Data.Log;

namespace RobotPolicy.Data.Replay;

/// <summary>
/// Compares a replay with its recording, every decision and every number bit by bit; only how long something took is left out. Counts all
/// differences, and keeps the first ones.
/// </summary>
public sealed class ReplayComparison
{
    /// <summary>Differences that are kept.</summary>
    public const int MaxKept = 200;

    private readonly List<ReplayDifference> _differences = [];

    /// <summary>Ticks that were compared.</summary>
    public long TickCount { get; private set; }

    /// <summary>Inferences that were compared.</summary>
    public long InferenceCount { get; private set; }

    /// <summary>Ticks among them with a difference.</summary>
    public long DifferentTicks { get; private set; }

    /// <summary>Inferences among them with a difference, those that did not come about included.</summary>
    public long DifferentInferences { get; private set; }

    /// <summary>Ticks that the recording lacks.</summary>
    public long MissingTicks { get; private set; }

    /// <summary>Largest difference of a command, rad or m; 0 where all are the same.</summary>
    public double MaxCommandDifference { get; private set; }

    /// <summary>The first differences.</summary>
    public IReadOnlyList<ReplayDifference> Differences => _differences;

    /// <summary>Whether everything is the same, and nothing was missing.</summary>
    public bool IsExact => TickCount > 0 && DifferentTicks == 0 && DifferentInferences == 0 && MissingTicks == 0;

    internal void Gap(long expected, long actual)
    {
        MissingTicks += Math.Max(1, actual - expected);
        Keep(new ReplayDifference(0, $"tick {expected}", "index", actual > expected ? $"{actual - expected} ticks are missing" : "goes backwards", ""));
    }

    internal void Missing(LoggedInference inference)
    {
        InferenceCount++;
        DifferentInferences++;
        Keep(new ReplayDifference(inference.StartNs, $"inference {inference.Request.Id}", "request", "was asked for", "was not asked for"));
    }

    internal void Compare(LoggedTick recorded, in TickRecord now)
    {
        ref readonly var was = ref recorded.Record;
        var check = new Check(this, was.TimeNs, "tick", was.Index);
        check.Same("index", was.Index, now.Index);
        check.Same("epoch", was.Epoch, now.Epoch);
        check.Same("mode", was.Mode, now.Mode);
        check.Same("cause", was.Cause, now.Cause);
        check.Same("culprit", was.Culprit, now.Culprit);
        check.Same("fault", was.Fault, now.Fault);
        check.Same("has_joint_state", was.HasJointState, now.HasJointState);
        check.Same("joint_state_age_ns", was.JointStateAgeNs, now.JointStateAgeNs);
        check.Same("schedule", was.Schedule, now.Schedule);
        check.Same("answer_id", recorded.AnswerId, now.Answer?.Request.Id ?? 0);
        check.Same("acceptance", was.Acceptance, now.Acceptance);
        check.Same("delay_ns", was.DelayNs, now.DelayNs);
        check.Same("failure_state", was.Failure.State, now.Failure.State);
        check.Same("failure_ratio", was.Failure.Ratio, now.Failure.Ratio);
        check.Same("corrected", was.Corrected, now.Corrected);
        check.Same("human", was.Human, now.Human);
        check.Same("demand", was.Demand, now.Demand);
        check.Same("source", was.Source, now.Source);
        check.Same("limits", was.Verdict, now.Verdict);
        check.Bits("camera_ages_ns", was.CameraAgesNs, now.CameraAgesNs);
        check.Bits("positions", was.Positions, now.Positions);
        check.Bits("velocities", was.Velocities, now.Velocities);
        check.Bits("base_target", was.BaseTarget, now.BaseTarget);
        check.Bits("residual", was.Residual, now.Residual);
        check.Bits("target", was.Target, now.Target);
        check.Bits("human_target", was.HumanTarget, now.HumanTarget);
        check.Bits("command", was.Command, now.Command);
        check.Bits("command_velocity", was.CommandVelocity, now.CommandVelocity);
        TickCount++;
        DifferentTicks += check.IsDifferent ? 1 : 0;
        for (var joint = 0; joint < Math.Min(was.Command.Length, now.Command.Length); joint++)
            MaxCommandDifference = Math.Max(MaxCommandDifference, Math.Abs(was.Command[joint] - now.Command[joint]));
    }

    internal void Compare(LoggedInference was, InferenceResult now)
    {
        var check = new Check(this, was.StartNs, "inference", was.Request.Id);
        check.Same("request", was.Request, now.Request);
        check.Same("outcome", was.Outcome, now.Outcome);
        check.Same("observation", was.Observation, now.Observation);
        check.Same("observed_ns", was.ObservedNs, now.ObservedNs);
        check.Same("seen_joints_ns", was.SeenJointsNs, now.SeenJointsNs);
        check.Bits("seen_cameras_ns", was.SeenCamerasNs, now.SeenCamerasNs);
        check.Bits("picture_stamps", was.PictureStamps, now.PictureStamps);
        if (was.Outcome == InferenceOutcome.Ok && now.Outcome == InferenceOutcome.Ok)
        {
            check.Same("chunk_start_ns", was.ChunkStartNs, now.Chunk.StartNs);
            check.Same("conditioned_steps", was.ConditionedSteps, now.Chunk.ConditionedSteps);
            check.Bits("actions", was.Actions, now.Chunk.Actions);
            check.Same("failure_state", was.Failure.State, now.Failure.State);
            check.Same("failure_ratio", was.Failure.Ratio, now.Failure.Ratio);
            var (thenScores, nowScores) = (was.Failure.Readings, now.Failure.Readings);
            for (var i = 0; i < was.Failure.ScoreCount; i++)
                check.Same("scores", thenScores[i].Score, nowScores[i].Score);
        }

        InferenceCount++;
        DifferentInferences += check.IsDifferent ? 1 : 0;
    }

    private void Keep(ReplayDifference difference)
    {
        if (_differences.Count < MaxKept)
            _differences.Add(difference);
    }

    private ref struct Check(ReplayComparison comparison, long timeNs, string what, long number)
    {
        public bool IsDifferent { get; private set; }

        public void Same<T>(string field, T was, T now)
        {
            if (!EqualityComparer<T>.Default.Equals(was, now))
                Differ(field, Convert.ToString(was, CultureInfo.InvariantCulture) ?? "", Convert.ToString(now, CultureInfo.InvariantCulture) ?? "");
        }

        public void Bits<T>(string field, T[] was, T[] now)
            where T : unmanaged
        {
            if (MemoryMarshal.AsBytes(was.AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(now.AsSpan())))
                return;
            var at = 0;
            while (at < Math.Min(was.Length, now.Length) && MemoryMarshal.AsBytes(was.AsSpan(at, 1)).SequenceEqual(MemoryMarshal.AsBytes(now.AsSpan(at, 1))))
                at++;
            Differ(
                $"{field}[{at}]",
                at < was.Length ? string.Create(CultureInfo.InvariantCulture, $"{was[at]}") : $"{was.Length} numbers",
                at < now.Length ? string.Create(CultureInfo.InvariantCulture, $"{now[at]}") : $"{now.Length} numbers");
        }

        private void Differ(string field, string was, string now)
        {
            IsDifferent = true;
            comparison.Keep(new ReplayDifference(timeNs, $"{what} {number}", field, was, now));
        }
    }
}
