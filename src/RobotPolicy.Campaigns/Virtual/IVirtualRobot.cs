using RobotPolicy.Control.Model;

namespace RobotPolicy.Campaigns.Virtual;

/// <summary>A simulated arm in virtual time, and the port by which a loop reaches it. One thread.</summary>
internal interface IVirtualRobot : IDisposable
{
    /// <summary>The simulator behind it.</summary>
    SimulatorGym Gym { get; }

    /// <summary>Virtual time, moved by <see cref="Advance"/>.</summary>
    VirtualClock Clock { get; }

    /// <summary>The arm as the loop sees it.</summary>
    IRobotPort Port { get; }

    /// <summary>Starts an episode; the arm holds its place until the first command.</summary>
    /// <param name="seed">Seed of the scene.</param>
    /// <param name="goal">The disc that is the goal, from 0.</param>
    void Reset(int seed, int goal = 0);

    /// <summary>Lets virtual time pass: the arm follows the last command, then reports, and pictures arrive.</summary>
    /// <param name="periodNs">How long, a multiple of <see cref="SimulatorGym.StepNs"/>.</param>
    void Advance(long periodNs);
}
