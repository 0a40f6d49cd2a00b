using RobotPolicy.Control.Execution;
using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Inferences;
using RobotPolicy.Control.Intervention;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Safety;
using RobotPolicy.Control.Timing;

namespace RobotPolicy.Control.Loop;

/// <summary>
/// Everything that one tick saw and did, stage by stage. Arrays belong to the loop and are filled again by the next tick.
/// </summary>
public struct TickRecord
{
    /// <summary>Number of the tick, from 1.</summary>
    public long Index;

    /// <summary>When the tick began, on the monotonic clock, in nanoseconds.</summary>
    public long TimeNs;

    /// <summary>How much later the tick began than one period after the one before, in nanoseconds; 0 or less where it was on time.</summary>
    public long LatenessNs;

    /// <summary>From the beginning of the tick until the command was handed over, in nanoseconds.</summary>
    public long DurationNs;

    /// <summary>What other threads handed to the tick.</summary>
    public TickInputs Inputs;

    /// <summary>read: receivers of our commands that were connected.</summary>
    public int ReceiverCount;

    /// <summary>Epoch after the tick's decisions.</summary>
    public long Epoch;

    /// <summary>Who is in command.</summary>
    public ControlMode Mode;

    /// <summary>Why the policy is not executed.</summary>
    public StopCause Cause;

    /// <summary>The robot's joint or camera to blame, depending on the cause, or −1.</summary>
    public int Culprit;

    /// <summary>The worst fault found in this very tick, which in a hold may be another than <see cref="Cause"/>.</summary>
    public TickFault Fault;

    /// <summary>read: whether <see cref="Positions"/> has been measured.</summary>
    public bool HasJointState;

    /// <summary>read: age of the newest joint state, in nanoseconds.</summary>
    public long JointStateAgeNs;

    /// <summary>schedule: what the executor said.</summary>
    public ScheduleSample Schedule;

    /// <summary>schedule: the answer that arrived in this tick, or <see langword="null"/>.</summary>
    public InferenceResult? Answer;

    /// <summary>schedule: what became of the chunk in <see cref="Answer"/>.</summary>
    public ChunkAcceptance Acceptance;

    /// <summary>
    /// schedule: how much of the chunk in <see cref="Answer"/> was over when it could take over, in nanoseconds: time of its tick, and
    /// that which commands take to have their effect, less the time of its observation. 0 without a chunk.
    /// </summary>
    public long DelayNs;

    /// <summary>schedule: what the policy said about its task with the last chunk that was accepted in this epoch.</summary>
    public PolicySignals Signals;

    /// <summary>
    /// schedule: what the failure monitor says about the newest accepted chunk of this epoch; off without a monitor, degraded before
    /// the first. The tick in which it holds the arm still shows it. In <see cref="ControlMode.Human"/> it concerns the policy in shadow.
    /// </summary>
    public FailureReport Failure;

    /// <summary>correct: whether the target was adjusted.</summary>
    public bool Corrected;

    /// <summary>correct: whether the policy's own correction was cut back to its limit.</summary>
    public bool ResidualLimited;

    /// <summary>arbitrate: what the human's stream said.</summary>
    public HumanSample Human;

    /// <summary>arbitrate: the stop that somebody outside the loop demands.</summary>
    public StopDemand Demand;

    /// <summary>arbitrate: where the command comes from.</summary>
    public CommandSource Source;

    /// <summary>limit: what the limits did.</summary>
    public SafetyVerdict Verdict;

    /// <summary>write: whether the command was handed over; meaningless where <see cref="Source"/> is none.</summary>
    public CommandStatus Sent;

    /// <summary>Measured positions, in the order of the robot's joints; rad or m.</summary>
    public double[] Positions;

    /// <summary>Measured velocities; rad/s or m/s.</summary>
    public double[] Velocities;

    /// <summary>The executor's target before correction; meaningful where <see cref="Schedule"/> is active.</summary>
    public double[] BaseTarget;

    /// <summary>
    /// What the policy's own correction added to <see cref="BaseTarget"/>, after its limits; what is left of <see cref="Target"/>
    /// beyond the two is an operator's. Meaningful where <see cref="Schedule"/> is active.
    /// </summary>
    public double[] Residual;

    /// <summary>
    /// The policy's target after correction; meaningful where <see cref="Schedule"/> is active. While a human is in command it is
    /// what the policy would do.
    /// </summary>
    public double[] Target;

    /// <summary>The human's target; meaningful where <see cref="Source"/> is the human.</summary>
    public double[] HumanTarget;

    /// <summary>Commanded positions.</summary>
    public double[] Command;

    /// <summary>Commanded velocities.</summary>
    public double[] CommandVelocity;

    /// <summary>read: joint states so far that were unusable.</summary>
    public long JointInvalidCount;

    /// <summary>read: pictures so far of each of the robot's cameras that were unusable.</summary>
    public long[] CameraInvalidCounts;

    /// <summary>Age of the newest picture of each of the robot's cameras, in nanoseconds; −1 where there is none.</summary>
    public long[] CameraAgesNs;
}
