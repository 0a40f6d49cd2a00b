using RobotPolicy.Api.V1;

namespace RobotPolicy.Campaigns.Episodes;

/// <summary>Outcome of one episode.</summary>
/// <param name="Seed">Seed of the episode.</param>
/// <param name="Goal">What was wanted, for people; empty where there is no choice.</param>
/// <param name="Success">Whether the ground truth said so in time.</param>
/// <param name="Seconds">Duration in simulated seconds.</param>
/// <param name="Holds">Holds during the episode.</param>
/// <param name="LastCause">Cause of the last hold, if there was one.</param>
internal readonly record struct EpisodeResult(long Seed, string Goal, bool Success, double Seconds, int Holds, StopCause LastCause);
