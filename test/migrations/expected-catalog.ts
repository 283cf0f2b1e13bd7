import { avatarStatuses, avatarTypes, genders, trainingTypes, validationStatuses } from '../../src/domain/avatar.ts';
import type { Catalog } from './catalog.ts';

const required = (type: string) => `${type} not null`;
const NEW_ID = 'uuid not null default gen_random_uuid()';
const TIME = 'timestamp(6) with time zone';
const NOW = `${TIME} not null default now()`;
const OBJECT = `jsonb not null default '{}'::jsonb`;
const COUNT = 'integer not null default 0';

const btree = (table: string, columns: string) => `ON public.${table} USING btree (${columns})`;
const index = (name: string, table: string, columns: string) => ({
  [name]: `CREATE INDEX ${name} ${btree(table, columns)}`,
});
const unique = (name: string, table: string, columns: string, where = '') => ({
  [name]: `CREATE UNIQUE INDEX ${name} ${btree(table, columns)}${where}`,
});

/** The schema with all migrations applied, in PostgreSQL's own words. */
export const expectedCatalog: Catalog = {
  enums: {
    avatar_gender: [...genders],
    avatar_type: [...avatarTypes],
    training_type: [...trainingTypes],
    avatar_status: [...avatarStatuses],
    photo_validation_status: [...validationStatuses],
  },
  tables: {
    users: {
      id: NEW_ID,
      telegram_id: required('bigint'),
      language: required('text'),
      first_name: required('text'),
      username: 'text',
      open_avatar_id: 'uuid',
      naming_avatar_id: 'uuid',
      created_at: NOW,
      updated_at: NOW,
    },
    avatars: {
      id: required('uuid'),
      user_id: required('uuid'),
      name: required('text'),
      gender: required('avatar_gender'),
      avatar_type: required('avatar_type'),
      training_type: required('training_type'),
      status: `avatar_status not null default 'draft'::avatar_status`,
      finetune_id: 'text',
      training_progress: COUNT,
      fal_mode: 'text',
      fal_endpoint: 'text',
      fal_request_id: 'text',
      avatar_data: OBJECT,
      training_config: OBJECT,
      training_attempt: 'integer',
      photos_count: COUNT,
      failure_reason: 'text',
      weights_key: 'text',
      weights_sha256: 'text',
      weights_bytes: 'bigint',
      training_started_at: TIME,
      completed_at: TIME,
      created_at: NOW,
      updated_at: NOW,
    },
    avatar_photos: {
      id: NEW_ID,
      avatar_id: required('uuid'),
      user_id: required('uuid'),
      number: required('integer'),
      file_id: required('text'),
      file_unique_id: required('text'),
      message_id: required('integer'),
      album_id: 'text',
      validation_status: `photo_validation_status not null default 'pending'::photo_validation_status`,
      refusal: 'text',
      minio_key: 'text',
      file_hash: 'text',
      file_size: 'integer',
      width: 'integer',
      height: 'integer',
      has_face: 'boolean',
      quality_score: 'double precision',
      photo_metadata: OBJECT,
      created_at: NOW,
      perceptual_hash: 'text',
    },
  },
  indexes: {
    ...unique('users_pkey', 'users', 'id'),
    ...unique('users_telegram_id_unique', 'users', 'telegram_id'),
    ...index('users_open_avatar_id_index', 'users', 'open_avatar_id'),
    ...index('users_naming_avatar_id_index', 'users', 'naming_avatar_id'),
    ...unique('avatars_pkey', 'avatars', 'id'),
    ...index('avatars_user_id_index', 'avatars', 'user_id'),
    ...index('avatars_finetune_id_index', 'avatars', 'finetune_id'),
    ...index('avatars_user_id_created_at_index', 'avatars', 'user_id, created_at'),
    ...unique('avatar_photos_pkey', 'avatar_photos', 'id'),
    ...index('avatar_photos_avatar_id_index', 'avatar_photos', 'avatar_id'),
    ...index('avatar_photos_user_id_index', 'avatar_photos', 'user_id'),
    ...unique('avatar_photos_avatar_id_number_unique', 'avatar_photos', 'avatar_id, number'),
    ...unique(
      'avatar_photos_valid_hash_unique',
      'avatar_photos',
      'avatar_id, file_hash',
      ` WHERE (validation_status = 'valid'::photo_validation_status)`,
    ),
  },
  constraints: {
    users_pkey: 'PRIMARY KEY (id)',
    users_telegram_id_unique: 'UNIQUE (telegram_id)',
    users_language_check: `CHECK ((language = ANY (ARRAY['ru'::text, 'en'::text])))`,
    users_open_avatar_id_foreign: 'FOREIGN KEY (open_avatar_id) REFERENCES avatars(id) ON DELETE SET NULL',
    users_naming_avatar_id_foreign: 'FOREIGN KEY (naming_avatar_id) REFERENCES avatars(id) ON DELETE SET NULL',
    avatars_pkey: 'PRIMARY KEY (id)',
    avatars_user_id_foreign: 'FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE RESTRICT',
    avatars_fal_mode_check: `CHECK ((fal_mode = ANY (ARRAY['live'::text, 'test'::text])))`,
    avatars_training_progress_check: 'CHECK (((training_progress >= 0) AND (training_progress <= 100)))',
    avatars_photos_count_check: 'CHECK ((photos_count >= 0))',
    avatar_photos_pkey: 'PRIMARY KEY (id)',
    avatar_photos_avatar_id_number_unique: 'UNIQUE (avatar_id, number)',
    avatar_photos_avatar_id_foreign: 'FOREIGN KEY (avatar_id) REFERENCES avatars(id) ON DELETE CASCADE',
    avatar_photos_user_id_foreign: 'FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE RESTRICT',
    avatar_photos_valid_is_stored_check: `CHECK (((validation_status <> 'valid'::photo_validation_status) OR ((minio_key IS NOT NULL) AND (file_hash IS NOT NULL))))`,
  },
};
