namespace RobotPolicy.Simulator.Perturbations;

/// <summary>A moment of an episode: what sensors add to it depends on nothing else.</summary>
/// <param name="Seed">Seed of the episode.</param>
/// <param name="Step">Physics steps since its reset.</param>
internal readonly record struct EpisodeMoment(int Seed, long Step);
